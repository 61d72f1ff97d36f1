package io.fastflight.source.arrow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fastflight.source.arrow");

  @Test
  void aSourceNeedsTheApiAndArrowOnly() {
    classes()
        .that()
        .resideInAPackage("io.fastflight.source.arrow..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "io.fastflight.batch",
            "io.fastflight.error",
            "io.fastflight.params",
            "io.fastflight.service",
            "io.fastflight.source",
            "io.fastflight.source.arrow..",
            "org.apache.arrow.flatbuf..",
            "org.apache.arrow.memory..",
            "org.apache.arrow.vector..",
            "org.jspecify.annotations")
        .check(MODULE);
  }
}
