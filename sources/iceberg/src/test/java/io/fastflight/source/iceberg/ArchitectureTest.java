package io.fastflight.source.iceberg;

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
          .importPackages("io.fastflight.source.iceberg");

  @Test
  void aSourceNeedsTheApiArrowAndItsLibraryOnly() {
    classes()
        .that()
        .resideInAPackage("io.fastflight.source.iceberg..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "io.fastflight.batch",
            "io.fastflight.error",
            "io.fastflight.params",
            "io.fastflight.service",
            "io.fastflight.source",
            "io.fastflight.source.iceberg..",
            "org.apache.arrow.memory..",
            "org.apache.arrow.vector..",
            "org.apache.hadoop.conf",
            "org.apache.iceberg..",
            "org.apache.parquet.schema",
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
