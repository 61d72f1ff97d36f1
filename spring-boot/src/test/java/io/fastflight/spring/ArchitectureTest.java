package io.fastflight.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fastflight.spring");

  @Test
  void servletKnowsNeitherSpringNorWhatItsSourceIs() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.spring.servlet")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "io.fastflight.spring",
            "io.fastflight.engine..",
            "io.fastflight.server..",
            "io.fastflight.client..")
        .check(OURS);
  }

  @Test
  void needsNoServerOfHttpButTheApplications() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fastflight.http", "com.linecorp.armeria..")
        .check(OURS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.fastflight.(**)").should().beFreeOfCycles().check(OURS);
  }
}
