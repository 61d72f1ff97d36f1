package io.fastflight.source.s3;

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
          .importPackages("io.fastflight.source.s3");

  @Test
  void aSourceNeedsTheApiAndThoseWhoReadFiles() {
    classes()
        .that()
        .resideInAPackage("io.fastflight.source.s3..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "io.fastflight.batch",
            "io.fastflight.error",
            "io.fastflight.params",
            "io.fastflight.service",
            "io.fastflight.source",
            "io.fastflight.source.arrow",
            "io.fastflight.source.duckdb..",
            "io.fastflight.source.s3..",
            "org.apache.arrow.vector..",
            "org.jspecify.annotations",
            "org.slf4j",
            "software.amazon.awssdk..")
        .check(MODULE);
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(MODULE);
  }
}
