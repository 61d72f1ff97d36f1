package io.fastflight;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fastflight");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void errorKnowsNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.error..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fastflight.params..", "io.fastflight.batch..", "io.fastflight.service..")
        .check(CLASSES);
  }

  @Test
  void paramsKnowsErrorOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.params..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fastflight.batch..", "io.fastflight.service..")
        .check(CLASSES);
  }

  @Test
  void batchKnowsErrorOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.batch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fastflight.params..", "io.fastflight.service..")
        .check(CLASSES);
  }

  @Test
  void recordsKnowBatchAndErrorOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.records..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fastflight.params..", "io.fastflight.service..")
        .check(CLASSES);
  }

  @Test
  void textKnowsErrorOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.text..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fastflight.params..", "io.fastflight.batch..", "io.fastflight.service..")
        .check(CLASSES);
  }

  @Test
  void onlyParamsKnowsTheLibrariesBehindJsonAndValidation() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.fastflight.params..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.fasterxml.jackson..",
            "jakarta.validation..",
            "org.hibernate.validator..",
            "com.github.victools..")
        .check(CLASSES);
  }

  @Test
  void noFlightAndNoNettyReachASource() {
    classes()
        .that()
        .resideInAPackage("io.fastflight..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("org.apache.arrow.flight..", "io.grpc..", "io.netty..")
        .check(CLASSES);
  }
}
