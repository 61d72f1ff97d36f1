package io.fastflight.policy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of CONTRIBUTING, on the bytecode of the policy. */
class PolicyArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fastflight");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void thePolicyKnowsOfOursOnlyTheApi() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.policy..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.fastflight..")
                .and(
                    not(
                        resideInAnyPackage(
                            "io.fastflight.policy..",
                            "io.fastflight.error..",
                            "io.fastflight.params..",
                            "io.fastflight.batch..",
                            "io.fastflight.text..",
                            "io.fastflight.service.."))))
        .check(classes);
  }
}
