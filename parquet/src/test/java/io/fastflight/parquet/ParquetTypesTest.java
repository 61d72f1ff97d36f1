package io.fastflight.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fastflight.error.UnimplementedException;
import io.fastflight.testkit.columns.NestedColumns;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.StreamEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Arrow type comes back from the file as what it was, as docs/reference/formats.md says. */
class ParquetTypesTest {
  private static final Set<String> REFUSED =
      Set.of(
          "float16",
          "decimal256",
          "interval_day_time",
          "interval_month_day_nano",
          "sparse_union",
          "dense_union",
          "run_end_encoded");

  private static final String TYPES =
      """
      import sys, pyarrow.parquet
      table = pyarrow.parquet.read_table(sys.argv[1])
      for field in table.schema:
          print(field.name, field.type)
      print("rows", table.num_rows)
      """;

  @TempDir Path folder;

  static List<SampleColumn> all() {
    return Stream.concat(PlainColumns.all().stream(), NestedColumns.all().stream()).toList();
  }

  static List<SampleColumn> accepted() {
    return all().stream().filter(column -> !REFUSED.contains(column.name())).toList();
  }

  static List<SampleColumn> refused() {
    return all().stream().filter(column -> REFUSED.contains(column.name())).toList();
  }

  private StreamEncoder<ByteMessage> encoder(List<SampleColumn> columns, BufferAllocator memory) {
    return Written.encoder(new ParquetFormat(folder), new SampleReader(columns, memory));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void aColumnComesBack(SampleColumn column, BufferAllocator memory) throws Exception {
    byte[] parquet = Written.bytes(encoder(List.of(column), memory));
    Path file = Written.file(parquet, folder);
    List<Object> found = new ArrayList<>();
    for (Map<String, Object> row : Written.rows("FROM '" + file + "'", memory)) {
      found.add(plain(row.get(column.name())));
    }
    assertThat(found).isEqualTo(expected(column, memory));
  }

  private static List<Object> expected(SampleColumn column, BufferAllocator memory) {
    List<Object> expected = new ArrayList<>();
    int row = 0;
    for (Map<String, Object> json : Written.rows(new SampleReader(List.of(column), memory))) {
      Object value = json.get(column.name());
      expected.add(value == null ? null : told(column.name(), row % SampleReader.ROWS, value));
      row++;
    }
    return expected;
  }

  /** What the file has in place of a type that it has not. */
  private static Object told(String name, int row, Object value) {
    if (name.startsWith("duration")) {
      return String.valueOf(7L * row);
    }
    if (name.equals("interval_year_month")) {
      return row;
    }
    if (name.equals("extension_uuid")) {
      UUID uuid = UUID.fromString((String) value);
      ByteBuffer bytes = ByteBuffer.allocate(16);
      bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
      return Base64.getEncoder().encodeToString(bytes.array());
    }
    return plain(value);
  }

  /** A time is the same however many digits its unit has, and an instant is UTC's. */
  private static Object plain(Object value) {
    return value instanceof String text && text.matches("(.*T)?\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?")
        ? text.replaceFirst("Z$", "").replaceFirst("(\\.\\d*?)0+$", "$1").replaceFirst("\\.$", "")
        : value;
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aTypeThatParquetLacksIsRefusedByName(SampleColumn column, BufferAllocator memory)
      throws Exception {
    try (StreamEncoder<ByteMessage> encoder = encoder(List.of(column), memory)) {
      assertThatThrownBy(encoder::head)
          .isInstanceOf(UnimplementedException.class)
          .hasMessageStartingWith("Column '" + column.name() + "' cannot be in a Parquet file")
          .hasMessageEndingWith("or ask for another format.");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void allColumnsTogetherAreOneFile(BufferAllocator memory) throws Exception {
    Path file = Written.file(Written.bytes(encoder(accepted(), memory)), folder);
    assertThat(Written.rows("SELECT count(*) AS n FROM '" + file + "'", memory))
        .isEqualTo(List.of(Map.of("n", String.valueOf(SampleReader.BATCHES * SampleReader.ROWS))));
  }

  /** By the Arrow schema in the file. */
  @Test
  void pyarrowGivesTypesBack(BufferAllocator memory) throws Exception {
    String python = System.getenv().getOrDefault("FASTFLIGHT_PYTHON", "../.venv/bin/python");
    assumeTrue(Files.isExecutable(Path.of(python)), "no Python with pyarrow: " + python);
    Path file = Written.file(Written.bytes(encoder(accepted(), memory)), folder);
    Process process =
        new ProcessBuilder(python, "-c", TYPES, file.toString()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed.lines())
        .contains(
            "duration_MILLISECOND duration[ms]",
            "timestamp_MICROSECOND_zoned timestamp[us, tz=Asia/Kolkata]",
            "timestamp_NANOSECOND timestamp[ns]",
            "large_utf8 large_string",
            "int8 int8",
            "uint64 uint64",
            "time_micro time64[us]",
            "decimal128 decimal128(38, 4)",
            "rows 40");
  }

  @Test
  void namesThatDifferInTheirCaseOnlyAreRefused(BufferAllocator memory) {
    SampleColumn one = PlainColumns.integers().get(0);
    SampleColumn same =
        SampleColumn.of(
            "INT8", one.field().getType(), List.of(), (vector, rows) -> vector.setValueCount(rows));
    try (StreamEncoder<ByteMessage> encoder = encoder(List.of(one, same), memory)) {
      assertThatThrownBy(encoder::head)
          .isInstanceOf(UnimplementedException.class)
          .hasMessageContaining("'INT8' is there twice, or empty");
    }
  }
}
