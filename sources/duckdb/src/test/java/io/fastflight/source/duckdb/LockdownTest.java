package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.DataServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockdownTest {
  @TempDir private Path outside;
  @TempDir private Path inside;
  private Path secret;
  private DuckDbDatabase database;
  private Connection locked;

  @BeforeEach
  void open() throws Exception {
    secret = Files.writeString(outside.resolve("secret.csv"), "a,b\n1,2\n");
    Files.writeString(inside.resolve("data.csv"), "a,b\n1,2\n");
    database = DuckDbDatabase.builder("test").allowFolder(inside).open();
    locked = DriverManager.getConnection("jdbc:duckdb:");
    Lockdown.apply(
        locked, 64L << 20, 1, new Lockdown.Grants(List.of(inside), List.of(inside.resolve("f"))));
  }

  @AfterEach
  void close() throws SQLException {
    locked.close();
    database.close();
  }

  @Test
  void grantedFilesAreRead(BufferAllocator allocator) {
    assertThat(rows("FROM read_csv(?)", inside.resolve("data.csv").toString(), allocator))
        .isEqualTo(1);
    assertThat(rows("FROM glob(?)", inside + "/*", allocator)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM read_csv(?)",
        "FROM read_text(?)",
        "FROM read_blob(?)",
        "FROM read_json(?)",
        "FROM read_parquet(?)",
        "FROM sniff_csv(?)",
        "FROM glob(?)",
        "SELECT * FROM query('FROM read_text(''' || ? || ''')')",
        "WITH w AS (FROM read_text(?)) FROM w"
      })
  void otherFilesAreNot(String sql, BufferAllocator allocator) {
    for (String file :
        List.of(
            secret.toString(),
            "/etc/passwd",
            "/proc/self/environ",
            inside + "/../" + outside.getFileName() + "/secret.csv",
            inside + "-not/secret.csv",
            "file:///etc/passwd",
            "http://127.0.0.1:1/x.csv",
            "s3://bucket/x.csv")) {
      assertThatThrownBy(() -> rows(sql, file, allocator))
          .as(file)
          .isInstanceOf(DataServiceException.class)
          .message()
          .startsWith("DuckDB source 'test' failed while executing a query")
          .doesNotContain("secret", "passwd");
    }
  }

  @Test
  void aCopyHiddenInAQueryIsNotRun(BufferAllocator allocator) {
    Path target = inside.resolve("written.csv");
    DuckDbQuery copy =
        DuckDbQuery.of("WITH w AS (COPY (SELECT 1) TO '" + target + "') SELECT * FROM w");

    assertThatThrownBy(() -> database.query(copy, Requests.context(allocator)))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "A query of DuckDB source 'test' does more than reading, and was not run. Correct the SQL of the service.");
    assertThat(target).doesNotExist();
  }

  @Test
  void aCopyHiddenBehindABoundFileIsNotRun(BufferAllocator allocator) {
    Path target = inside.resolve("written.csv");
    DuckDbQuery copy =
        DuckDbQuery.of(
            "WITH w AS (COPY (SELECT 1) TO '" + target + "') SELECT * FROM w, read_csv(?)",
            inside.resolve("data.csv").toString());

    assertThatThrownBy(() -> database.query(copy, Requests.context(allocator)))
        .isInstanceOf(DataServiceException.class);
    assertThat(target).doesNotExist();
  }

  /** Straight at the connection: what the checks of the query text would refuse anyway. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY (SELECT 1) TO '%s'",
        "COPY (SELECT 1) TO '%s' (FORMAT parquet)",
        "EXPORT DATABASE '%s'",
        "IMPORT DATABASE '%s'",
        "ATTACH '%s'",
        "ATTACH '%s' (TYPE sqlite)",
        "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
        "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'b')",
        "INSTALL httpfs",
        "FORCE INSTALL httpfs",
        "INSTALL httpfs FROM community",
        "LOAD httpfs",
        "LOAD '%s'",
        "SET threads = 8",
        "SET memory_limit = '100GB'",
        "SET temp_directory = '/tmp'",
        "SET TimeZone = 'Asia/Tokyo'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET allowed_paths = ['/etc/passwd']",
        "SET allowed_configs = ['threads']",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "RESET enable_external_access",
        "SET autoinstall_known_extensions = true",
        "SET autoload_known_extensions = true",
        "SET allow_community_extensions = true",
        "SET home_directory = '/tmp'",
        "SET secret_directory = '/tmp'",
        "SET extension_directory = '/tmp'",
        "SET file_search_path = '/etc'",
        "SET log_query_path = '%s'",
        "SET profile_output = '%s'",
        "PRAGMA enable_profiling",
        "PRAGMA enable_logging",
        "CALL enable_logging()",
        "SELECT getenv('HOME')",
        "FROM '%s'",
        "FROM read_csv_auto('%s')",
        "FROM parquet_metadata('%s')",
        "FROM read_duckdb('%s')"
      })
  void statementsThatReachOutFail(String sql) throws SQLException {
    try (Statement statement = locked.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql.formatted(secret)))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void nothingIsSpilledToDisk() throws SQLException {
    try (Statement statement = locked.createStatement();
        var result = statement.executeQuery("SELECT current_setting('temp_directory')")) {
      assertThat(result.next()).isTrue();
      assertThat(result.getString(1)).isEmpty();
    }
  }

  @Test
  void theMemoryLimitIsAnErrorOfTheQuery(BufferAllocator allocator) {
    try (DuckDbDatabase small =
        DuckDbDatabase.builder("small").memoryLimitBytes(16L << 20).threads(1).open()) {
      DuckDbQuery large =
          DuckDbQuery.of("SELECT i, 'text-' || i AS s FROM range(10000000) t(i) ORDER BY s DESC");

      assertThatThrownBy(
              () -> {
                try (BatchReader reader = small.query(large, Requests.context(allocator))) {
                  Table.read(reader, allocator).close();
                }
              })
          .isInstanceOf(DataServiceException.class)
          .hasMessageContaining("(out of memory error)");
    }
  }

  private long rows(String sql, String file, BufferAllocator allocator) {
    DuckDbQuery query = DuckDbQuery.of(sql, file);
    try (BatchReader reader = database.query(query, Requests.context(allocator));
        Table table = Table.read(reader, allocator)) {
      return table.rowCount();
    }
  }
}
