package io.fastflight.dataframe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of CONTRIBUTING, on the bytecode of the data frames. */
class DataFrameArchitectureTest {
  @Test
  void dataFramesKnowApiAndClientOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.fastflight.dataframe..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fastflight.engine..",
            "io.fastflight.server..",
            "io.fastflight.http..",
            "io.fastflight.wire..",
            "io.grpc..",
            "io.netty..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.fastflight.dataframe"));
  }
}
