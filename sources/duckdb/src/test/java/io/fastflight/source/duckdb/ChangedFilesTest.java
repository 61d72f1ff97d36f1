package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that change while they are read: the result is whole, or an error. */
class ChangedFilesTest {
  private static final long FEW = 300_000;

  /**
   * More than is read ahead, unless the reader's thread has to wait for a processor: text is read
   * 32 MiB at a time.
   */
  private static final long MANY = 3_000_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"csv", "parquet", "json"})
  void aFileThatIsCutWhileItIsReadIsWholeOrAnError(String format, BufferAllocator allocator)
      throws Exception {
    Path file = write(format, 0, MANY);
    try (DuckDbDatabase files = DuckDbDatabase.builder("files").allowFolder(folder).open()) {
      try (BatchReader reader = open(files, file, allocator)) {
        assertThat(reader.next()).isTrue();
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
          cut.setLength(cut.length() / 2);
        }
        long first = reader.batch().getRowCount();
        try {
          assertThat(first + rows(reader, 0)).isEqualTo(MANY);
        } catch (DataServiceException failed) {
          assertThat(failed)
              .hasMessageStartingWith(
                  "DuckDB source 'files' failed while reading rows (io error).");
        }
      }
      write(format, 7, FEW);
      try (BatchReader again = open(files, file, allocator)) {
        assertThat(rows(again, 7)).isEqualTo(FEW);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "parquet", "json"})
  void aFileThatIsReplacedIsReadToItsEnd(String format, BufferAllocator allocator)
      throws Exception {
    Path file = Files.move(write(format, 0, FEW), folder.resolve("read." + format));
    Path newer = write(format, 7, FEW);
    try (DuckDbDatabase files = DuckDbDatabase.builder("files").allowFolder(folder).open();
        BatchReader reader = open(files, file, allocator)) {
      assertThat(reader.next()).isTrue();
      long first = reader.batch().getRowCount();
      Files.move(newer, file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(first + rows(reader, 0)).isEqualTo(FEW);
      try (BatchReader again = open(files, file, allocator)) {
        assertThat(rows(again, 7)).isEqualTo(FEW);
      }
    }
  }

  /** Writes rows whose mark is {@code mark}. */
  private Path write(String format, int mark, long rows) throws SQLException {
    Path file = folder.resolve("data." + format);
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (SELECT %s::BIGINT AS mark, hash(i)::VARCHAR AS h FROM range(%s) t(i)) TO '%s'"
              .formatted(mark, rows, file));
    }
    return file;
  }

  private static BatchReader open(DuckDbDatabase files, Path file, BufferAllocator allocator) {
    String name = String.valueOf(file.getFileName());
    String function = "read_" + name.substring(name.indexOf('.') + 1);
    return files.query(
        DuckDbQuery.of("FROM " + function + "(?)", file.toString()), Requests.context(allocator));
  }

  /** Counts the rows that are left, all of which have the mark. */
  private static long rows(BatchReader reader, long mark) {
    long rows = 0;
    while (reader.next()) {
      BigIntVector marks = (BigIntVector) reader.batch().getVector("mark");
      for (int row = 0; row < marks.getValueCount(); row++) {
        if (marks.get(row) != mark) {
          throw new AssertionError("A row is marked %s.".formatted(marks.get(row)));
        }
      }
      rows += marks.getValueCount();
    }
    return rows;
  }
}
