package io.fastflight.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of CONTRIBUTING, on the bytecode of the command line. */
class CliArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fastflight.cli");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theCommandLineKnowsNeitherFlightNorAJsonLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.arrow.flight..", "io.grpc..", "com.fasterxml..")
        .check(classes);
  }
}
