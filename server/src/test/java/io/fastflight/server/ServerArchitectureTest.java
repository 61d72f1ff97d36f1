package io.fastflight.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of CONTRIBUTING, on the bytecode of the server. */
class ServerArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fastflight");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theServerKnowsNoOtherDoorAndNoSource() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fastflight.client..",
            "io.fastflight.http..",
            "io.fastflight.source..",
            "com.fasterxml..")
        .check(classes);
  }
}
