package io.fastflight.parquet;

import io.fastflight.batch.BatchReader;
import io.fastflight.http.format.FormatOptions;
import io.fastflight.params.JsonText;
import io.fastflight.service.Compression;
import io.fastflight.text.Cells;
import io.fastflight.text.CsvForm;
import io.fastflight.text.NdjsonForm;
import io.fastflight.text.TextBuffer;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamEncoder;
import io.fastflight.wire.WorkerThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;

/** Writes batches as the door does, and reads them back with DuckDB. */
final class Written {
  private static final FormatOptions OPTIONS = options(Compression.NONE);

  private Written() {}

  static FormatOptions options(Compression compression) {
    return new FormatOptions(
        compression, OptionalInt.empty(), new CsvForm.Options(true, "", false));
  }

  static StreamEncoder<ByteMessage> encoder(ParquetFormat format, BatchReader reader) {
    return encoder(format, reader, OPTIONS);
  }

  /** The format asks nothing of the pump. */
  static StreamEncoder<ByteMessage> encoder(
      ParquetFormat format, BatchReader reader, FormatOptions options) {
    try (WorkerThreads unused = WorkerThreads.platform("unused", 1)) {
      return format.encoder(reader, options, PumpResources.of(unused));
    }
  }

  static byte[] bytes(StreamEncoder<ByteMessage> encoder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (encoder) {
      take(encoder.head(), bytes);
      for (List<ByteMessage> next = encoder.next(); !next.isEmpty(); next = encoder.next()) {
        for (ByteMessage message : next) {
          take(message, bytes);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void take(ByteMessage message, ByteArrayOutputStream bytes) throws IOException {
    try (message) {
      message.content().readBytes(bytes, message.content().readableBytes());
    }
  }

  static Path file(byte[] parquet, Path folder) throws IOException {
    return Files.write(folder.resolve("read.parquet"), parquet);
  }

  /** Returns the rows of a query as their JSON objects. */
  static List<Map<String, Object>> rows(String sql, BufferAllocator memory) throws Exception {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        ArrowReader reader =
            (ArrowReader) result.unwrap(DuckDBResultSet.class).arrowExportStream(memory, 1024);
        return rows(BatchReader.of(reader));
      }
    }
  }

  /** Takes the reader. */
  static List<Map<String, Object>> rows(BatchReader reader) {
    try (reader) {
      List<Map<String, Object>> rows = new ArrayList<>();
      NdjsonForm form = new NdjsonForm();
      TextBuffer text = new TextBuffer();
      form.begin(reader.schema(), text);
      while (reader.next()) {
        text.clear();
        form.rows(
            Cells.of(reader.batch(), reader.dictionaries()), 0, reader.batch().getRowCount(), text);
        text.toString().lines().map(JsonText::readObject).forEach(rows::add);
      }
      return rows;
    }
  }
}
