package io.fastflight.source.duckdb.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.DataServiceException;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoServicesTest {

  @Test
  void allServicesAreRegistered() {
    try (Demo demo = Demo.open()) {
      assertThat(demo.registry().services().stream().map(service -> service.type().name()))
          .containsExactly(
              "demo.flights",
              "demo.airports",
              "demo.birdstrikes",
              "demo.echo",
              "demo.generate",
              "demo.generate_async");
    }
  }

  @Test
  void everyServiceAndFieldIsDescribed() {
    try (Demo demo = Demo.open()) {
      for (RegisteredService<?> service : demo.registry().services()) {
        ServiceDescription description = service.describe();

        assertThat(description.description()).endsWith(".");
        assertThat(description.example()).isPresent();
        assertThat(fields(description))
            .allSatisfy((name, field) -> assertThat(field.toString()).contains("description="));
      }
    }
  }

  @Test
  void theTemporaryFolderIsDeleted() {
    DemoData data = DemoData.open(Optional.empty());
    assertThat(data.folder())
        .isDirectoryContaining("glob:**flights.parquet")
        .isDirectoryContaining("glob:**airports.csv")
        .isDirectoryContaining("glob:**birdstrikes.csv");

    data.close();

    assertThat(data.folder()).doesNotExist();
  }

  @Test
  void aMissingFileIsNamedWithoutItsFolder(@TempDir Path folder, BufferAllocator allocator) {
    try (Demo demo = Demo.open(folder)) {
      assertThatThrownBy(() -> demo.table(FlightsParams.all(), allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "Data file 'flights.parquet' of DuckDB source 'demo' was not found."
                  + " Put it into the folder the source reads, or correct the name in the service's SQL.");
      assertThatThrownBy(() -> demo.table(AirportsParams.all(), allocator))
          .hasMessageStartingWith(
              "Data file 'airports.csv' of DuckDB source 'demo' was not found.");
    }
  }

  @Test
  void aFileThatIsNoParquetIsAFailureWithoutItsContent(
      @TempDir Path folder, BufferAllocator allocator) throws Exception {
    Files.writeString(folder.resolve("flights.parquet"), "secret text, and no Parquet");

    try (Demo demo = Demo.open(folder)) {
      assertThatThrownBy(() -> demo.table(FlightsParams.all(), allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessageStartingWith("DuckDB source 'demo' failed while executing a query")
          .message()
          .doesNotContain("secret", folder.toString());
    }
  }

  @Test
  void aGivenFolderIsKept(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("airports.csv"), "iata,name\n");

    Demo.open(folder).close();

    assertThat(file).exists();
  }

  @Test
  void aFolderThatIsNotThereIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> Demo.open(folder.resolve("nowhere")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("Data folder '.*nowhere' was not found\\.");
  }

  @Test
  void theShippedDataStaysSmall() throws Exception {
    try (DemoServicesFolder folder = new DemoServicesFolder()) {
      assertThat(folder.bytes()).isLessThan(3_000_000);
    }
  }

  @SuppressWarnings("unchecked") // a JSON schema's properties are an object of objects
  private static Map<String, Object> fields(ServiceDescription description) {
    Map<String, Object> fields =
        new java.util.TreeMap<>((Map<String, Object>) description.parameters().get("properties"));
    fields.remove("param_type");
    return fields;
  }

  private record DemoServicesFolder(DemoData data) implements AutoCloseable {
    DemoServicesFolder() {
      this(DemoData.open(Optional.empty()));
    }

    long bytes() throws Exception {
      long bytes = 0;
      for (String file : List.of("flights.parquet", "airports.csv", "birdstrikes.csv")) {
        bytes += Files.size(data.folder().resolve(file));
      }
      return bytes;
    }

    @Override
    public void close() {
      data.close();
    }
  }
}
