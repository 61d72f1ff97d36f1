package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.params.JsonText;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.columns.SampleColumn;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type in every format, row by row what Flight delivers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormatTypesTest {
  private BufferAllocator memory;
  private TwoDoors doors;

  @BeforeAll
  void start(BufferAllocator allocator) {
    memory = allocator;
    doors =
        new TwoDoors(
            ServiceRegistry.builder()
                .register(ColumnService.Column.class, new ColumnService())
                .build(),
            allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  static List<SampleColumn> columns() {
    return ColumnService.all();
  }

  private byte[] body(SampleColumn column, String format) throws Exception {
    var answer =
        doors.get(
            Way.IN_PROCESS,
            "/fastflight/stream/test.column?name=" + column.name() + "&format=" + format);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  /** Returns what Flight delivers, as JSON would have it. */
  private List<Object> expected(SampleColumn column) {
    try (Table table =
        doors.client.fetch(StreamRequest.of("test.column", Map.of("name", column.name())))) {
      assertThat(table.rowCount()).isEqualTo(40);
      List<Object> values = new ArrayList<>();
      table.batches().forEach(batch -> addValues(batch, values));
      return values;
    }
  }

  private static void addValues(VectorSchemaRoot batch, List<Object> values) {
    Field field = batch.getSchema().getFields().get(0);
    for (int row = 0; row < batch.getRowCount(); row++) {
      values.add(plain(JsonOracle.of(field, batch.getVector(0).getObject(row))));
    }
  }

  /** Numbers of JSON are equal if they are of one value. */
  private static Object plain(Object json) {
    if (json instanceof Number number) {
      BigDecimal value = new BigDecimal(number.toString());
      return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }
    if (json instanceof List<?> list) {
      List<Object> plain = new ArrayList<>();
      list.forEach(entry -> plain.add(plain(entry)));
      return plain;
    }
    if (json instanceof Map<?, ?> map) {
      Map<Object, Object> plain = new java.util.LinkedHashMap<>();
      map.forEach((key, value) -> plain.put(key, plain(value)));
      return plain;
    }
    return json;
  }

  @ParameterizedTest
  @MethodSource("columns")
  void ndjsonHasTheRowsOfFlight(SampleColumn column) throws Exception {
    List<Object> values = new ArrayList<>();
    new String(body(column, "ndjson"), java.nio.charset.StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> values.add(plain(JsonText.readObject(line).get(column.name()))));
    assertThat(values).isEqualTo(expected(column));
  }

  @ParameterizedTest
  @MethodSource("columns")
  void jsonHasTheRowsOfFlight(SampleColumn column) throws Exception {
    String array = new String(body(column, "json"), java.nio.charset.StandardCharsets.UTF_8);
    List<Object> rows = new ArrayList<>();
    ((List<?>) JsonText.readObject("{\"rows\":" + array + "}").get("rows"))
        .forEach(row -> rows.add(plain(((Map<?, ?>) row).get(column.name()))));
    assertThat(rows).isEqualTo(expected(column));

    Map<String, Object> columnar = JsonText.readObject(body(column, "json-columns"));
    List<Object> values = new ArrayList<>();
    ((List<?>) columnar.get("chunks"))
        .forEach(
            chunk ->
                ((List<?>) ((List<?>) chunk).get(0)).forEach(value -> values.add(plain(value))));
    assertThat(values).isEqualTo(rows);
    assertThat(columnar.get("rows")).isEqualTo(40);
  }

  /** A CSV field is the text of the JSON value, or its JSON where it is nested. */
  @ParameterizedTest
  @MethodSource("columns")
  void csvHasTheRowsOfFlight(SampleColumn column) throws Exception {
    List<String> fields =
        CsvFields.ofOneColumn(
            new String(body(column, "csv"), java.nio.charset.StandardCharsets.UTF_8));
    assertThat(fields.remove(0)).isEqualTo(column.name());
    List<Object> expected = expected(column);
    assertThat(fields).hasSize(expected.size());
    for (int row = 0; row < fields.size(); row++) {
      Object value = expected.get(row);
      String field = fields.get(row);
      if (value instanceof BigDecimal number) {
        assertThat(new BigDecimal(field)).as("row %d", row).isEqualByComparingTo(number);
      } else if (value instanceof List || value instanceof Map) {
        Object json = JsonText.readObject("{\"value\":" + field + "}").get("value");
        assertThat(plain(json)).as("row %d", row).isEqualTo(value);
      } else if (value == null) {
        assertThat(field).isIn("", "null");
      } else {
        assertThat(field).as("row %d", row).isIn(value.toString(), "\"" + value + "\"");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void arrowHasTheRowsOfFlight(SampleColumn column) throws Exception {
    List<Object> stream = new ArrayList<>();
    try (Table table = Table.fromIpc(new ByteArrayInputStream(body(column, "arrow")), memory)) {
      table.batches().forEach(batch -> addValues(batch, stream));
    }
    assertThat(stream).isEqualTo(expected(column));
    List<Object> file = new ArrayList<>();
    try (ArrowFileReader reader =
        new ArrowFileReader(
            new ByteArrayReadableSeekableByteChannel(body(column, "arrow-file")), memory)) {
      while (reader.loadNextBatch()) {
        addValues(reader.getVectorSchemaRoot(), file);
      }
    }
    assertThat(file).isEqualTo(stream);
  }
}
