package io.fastflight.declared;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fastflight.declared");

  @Test
  void aFileIsReadWithoutKnowingAnySource() {
    classes()
        .that()
        .resideInAPackage("io.fastflight.declared..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "io.fastflight.batch",
            "io.fastflight.declared..",
            "io.fastflight.error",
            "io.fastflight.params",
            "io.fastflight.policy..",
            "io.fastflight.service",
            "io.fastflight.source",
            "org.apache.arrow.memory..",
            "org.apache.arrow.vector..",
            "org.jspecify.annotations",
            "org.snakeyaml.engine..")
        .check(MODULE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(MODULE);
  }
}
