package io.fastflight.http;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fastflight.http");

  @Test
  void dependsOnApiWireAndSecurityOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.fastflight.."))
                .or(
                    resideInAnyPackage(
                        "io.fastflight.http..",
                        "io.fastflight.text",
                        "io.fastflight.error",
                        "io.fastflight.params",
                        "io.fastflight.batch",
                        "io.fastflight.service",
                        "io.fastflight.security",
                        "io.fastflight.wire",
                        "io.fastflight.wire.tls")))
        .check(OURS);
  }

  @Test
  void knowsNeitherFlightNorGrpcNorAJsonLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.arrow.flight..", "io.grpc..", "com.fasterxml..")
        .check(OURS);
  }

  @Test
  void whatIsAnsweredDoesNotDependOnTheServer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.fastflight.http.door", "io.fastflight.http.handler", "io.fastflight.http.format")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.linecorp.armeria..", "io.fastflight.http")
        .check(OURS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(OURS);
  }
}
