package io.fastflight.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of CONTRIBUTING, on the bytecode of the client. */
class ClientArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fastflight");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theClientKnowsNoServer() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fastflight.engine..",
            "io.fastflight.server..",
            "io.fastflight.http..",
            "com.fasterxml..")
        .check(classes);
  }
}
