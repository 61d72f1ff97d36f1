package io.fastflight.security;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of CONTRIBUTING, on the bytecode of the security module. */
class SecurityArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fastflight");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void itKnowsNoDoor() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.security..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fastflight.wire..",
            "io.fastflight.engine..",
            "io.fastflight.server..",
            "io.fastflight.http..",
            "io.grpc..",
            "io.netty..",
            "com.fasterxml..")
        .check(classes);
  }
}
