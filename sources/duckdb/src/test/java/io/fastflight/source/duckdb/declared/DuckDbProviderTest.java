package io.fastflight.source.duckdb.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsDeclaration;
import io.fastflight.params.ParamsType;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ResumableService;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbProviderTest {
  private static final ParamsType<DeclaredParams> NONE =
      ParamsType.declared(ParamsDeclaration.of("test.none", List.of()));

  @TempDir private Path folder;

  private Source<DuckDbReads> open(Map<String, Object> settings) {
    return new DuckDbProvider()
        .open(
            ParamsType.<DuckDbSettings>of(DuckDbSettings.class).read(settings),
            new SourceContext("lake", folder));
  }

  private static DuckDbReads reads(String key, String value, boolean stable) {
    return ParamsType.<DuckDbReads>of(DuckDbReads.class)
        .read(Map.of(key, value, "stable_order", stable));
  }

  private static long rows(Source<DuckDbReads> source, String sql, BufferAllocator allocator)
      throws Exception {
    try (BatchReader reader =
            source
                .service(reads("statement", sql, false), NONE)
                .open(NONE.read(Map.of()), context(allocator));
        Table table = Table.read(reader, allocator)) {
      return table.rowCount();
    }
  }

  private static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, 1_000, new Cancellation());
  }

  @Test
  void tablesOfADatabaseFileAreRead(BufferAllocator allocator) throws Exception {
    Path file = folder.resolve("shop.db");
    try (Connection writer = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = writer.createStatement()) {
      statement.execute("CREATE TABLE orders AS SELECT i FROM range(7) t(i)");
    }
    try (Source<DuckDbReads> source = open(Map.of("database", "shop.db"));
        Source<DuckDbReads> again = open(Map.of("database", "shop.db"))) {
      assertThat(rows(source, "SELECT * FROM orders", allocator)).isEqualTo(7);
      assertThat(rows(again, "SELECT * FROM orders", allocator)).isEqualTo(7);
    }
  }

  @Test
  void whatDoesNotFitIntoMemoryGoesToTheTempFolder(BufferAllocator allocator) throws Exception {
    Files.createDirectory(folder.resolve("data"));
    String large =
        "SELECT i, 'text-' || i AS s FROM range(1000000) t(i) ORDER BY s DESC LIMIT 900000";
    Map<String, Object> settings = new HashMap<>();
    settings.put("roots", List.of("data"));
    settings.put("memory_limit", "32MiB");
    settings.put("threads", 1);
    try (Source<DuckDbReads> source = open(settings)) {
      assertThatThrownBy(() -> rows(source, large, allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessageContaining("out of memory");
    }
    settings.put("temp_folder", "spill");
    try (Source<DuckDbReads> source = open(settings)) {
      assertThat(rows(source, large, allocator)).isEqualTo(900_000);
    }
  }

  @Test
  void aStableServiceIsReadOnUntilAFileChanges(BufferAllocator allocator) throws Exception {
    Files.createDirectory(folder.resolve("data"));
    Path file = Files.writeString(folder.resolve("data/a.csv"), "a\n1\n2\n3\n");
    try (Source<DuckDbReads> source = open(Map.of("roots", List.of("data")))) {
      ResumableService<DeclaredParams> service =
          (ResumableService<DeclaredParams>)
              source.service(reads("path", "data/*.csv", true), NONE);
      DeclaredParams params = NONE.read(Map.of());
      ResumePoint from = new ResumePoint(service.snapshot(params, context(allocator)), 2);
      try (BatchReader reader = service.open(params, from, context(allocator))) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.batch().getVector("a").getObject(0)).isEqualTo(3L);
        assertThat(reader.next()).isFalse();
      }
      Files.writeString(file, "a\n1\n2\n3\n4\n");
      assertThatThrownBy(() -> service.open(params, from, context(allocator)))
          .isInstanceOf(IncompleteStreamException.class);
    }
  }

  @Test
  void settingsThatDoNotFitNameTheirKey() {
    assertThatThrownBy(() -> open(Map.of("roots", List.of("missing"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("roots: Data folder");
    assertThatThrownBy(() -> open(Map.of("database", "none.db")))
        .hasMessageStartingWith("database: DuckDB file");
    assertThatThrownBy(() -> open(Map.of())).hasMessageContaining("roots must be at least one");
    assertThatThrownBy(
            () ->
                open(
                    Map.of("roots", List.of(folder.toString()), "tables", Map.of("t", "../x.csv"))))
        .hasMessageStartingWith("tables: files of a table must lie in one of the roots");
  }
}
