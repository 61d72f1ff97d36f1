package io.fastflight.source.duckdb;

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
          .importPackages("io.fastflight.source.duckdb");

  @Test
  void aSourceNeedsTheApiDuckDbAndArrowOnly() {
    classes()
        .that()
        .resideInAPackage("io.fastflight.source.duckdb..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "io.fastflight.batch",
            "io.fastflight.error",
            "io.fastflight.params",
            "io.fastflight.service",
            "io.fastflight.source",
            "io.fastflight.source.duckdb..",
            "org.apache.arrow.c",
            "org.apache.arrow.compression",
            "org.apache.arrow.memory..",
            "org.apache.arrow.vector..",
            "org.duckdb",
            "org.jspecify.annotations")
        .check(MODULE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(MODULE);
  }
}
