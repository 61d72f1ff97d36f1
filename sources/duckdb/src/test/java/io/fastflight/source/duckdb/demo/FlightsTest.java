package io.fastflight.source.duckdb.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts and sums were computed from the Parquet file with pyarrow. */
class FlightsTest {
  private static final ArrowType INT64 = new ArrowType.Int(64, true);

  private static Demo demo;

  @BeforeAll
  static void open() {
    demo = Demo.open();
  }

  @AfterAll
  static void close() {
    demo.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                 | 359496 | 2641127 | 261885842 | 352041058400280
          {"origin":"SEA"}                                   |   5821 |   78209 |   6500253 |   5700218765640
          {"origin":"SEA","destination":"SFO"}               |    446 |    6744 |    302834 |    436749038460
          {"destination":"ORD"}                              |  19666 |  122942 |  15323085 |  19258081257480
          {"min_delay":60}                                   |  19241 | 2060715 |  13994198 |  18840575076720
          {"min_delay":-5,"max_delay":5}                     | 108585 |  -47162 |  69556714 | 106334557614600
          {"from_date":"2001-01-10","to_date":"2001-01-12"}  |  50186 |  563150 |  36220304 |  49143195475920
          {"to_date":"2001-01-01"}                           |  14828 |  239194 |  11178970 |  14507100434760
          {"origin":"ZZZ"}                                   |      0 |       0 |         0 |               0
          {"origin":"SEA","min_delay":15,"from_date":"2001-01-10","to_date":"2001-01-12"} | 342 | 20715 | 328223 | 334892150040
          """)
  void filtersSelectTheSameRowsAsPyarrow(
      String fields, long rows, long delay, long distance, long seconds, BufferAllocator allocator)
      throws Exception {
    String json =
        fields.replaceFirst("\\{", "{\"param_type\":\"demo.flights\",").replace(",}", "}");

    try (Table table = demo.table(json, allocator)) {
      assertThat(table.rowCount()).isEqualTo(rows);
      assertThat(Columns.sum(table, "delay")).isEqualTo(delay);
      assertThat(Columns.sum(table, "distance")).isEqualTo(distance);
      assertThat(Columns.sum(table, "date", FlightsTest::epochSecond)).isEqualTo(seconds);
    }
  }

  @Test
  void rowsComeInTheOrderOfTheirDates(BufferAllocator allocator) throws Exception {
    try (Table table = demo.table(FlightsParams.all(), allocator)) {
      assertThat(Columns.values(table, "date").mapToLong(FlightsTest::epochSecond).toArray())
          .isSorted();
    }
  }

  @Test
  void columnsArePlain(BufferAllocator allocator) throws Exception {
    try (Table table = demo.table(FlightsParams.from("SEA"), allocator)) {
      assertThat(table.schema())
          .isEqualTo(
              new Schema(
                  java.util.List.of(
                      Field.nullable("date", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
                      Field.nullable("delay", INT64),
                      Field.nullable("distance", INT64),
                      Field.nullable("origin", ArrowType.Utf8.INSTANCE),
                      Field.nullable("destination", ArrowType.Utf8.INSTANCE))));
      assertThat(table.value("origin", 0)).hasToString("SEA");
    }
  }

  @Test
  void schemaIsThatOfTheRows(BufferAllocator allocator) throws Exception {
    FlightsParams params = FlightsParams.from("SEA");

    Optional<Schema> schema =
        demo.registry().service(params).service().schema(params, Demo.context(allocator));

    try (BatchReader reader = demo.read(params, allocator)) {
      assertThat(schema).contains(reader.schema());
    }
  }

  @Test
  void batchesHaveTheWantedSize(BufferAllocator allocator) throws Exception {
    ServiceContext context = new ServiceContext(allocator, 1_000, new Cancellation());

    try (BatchReader reader = demo.read(FlightsParams.from("SEA"), context)) {
      for (int left = 5_821; left > 0; left -= 1_000) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.batch().getRowCount()).isEqualTo(Math.min(left, 1_000));
      }
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void sqlInAnAirportIsRefused(BufferAllocator allocator) {
    assertThatThrownBy(
            () ->
                demo.table(
                    "{\"param_type\":\"demo.flights\",\"origin\":\"SEA' OR 1=1 --\"}", allocator))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "demo.flights: origin must be 3 letters A to Z such as \"SEA\", was \"SEA' OR 1=1 --\".");
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                new FlightsParams(
                    Optional.of("sea"),
                    Optional.of(""),
                    Optional.of(20_000),
                    Optional.of(10),
                    Optional.of(LocalDate.of(2001, 1, 2)),
                    Optional.of(LocalDate.of(2001, 1, 1))))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "demo.flights: origin must be 3 letters A to Z such as \"SEA\", was \"sea\";"
                + " destination must be 3 letters A to Z such as \"SEA\", was \"\";"
                + " min_delay must be -10000..10000, was 20000;"
                + " min_delay must be at most max_delay (10), was 20000;"
                + " from_date must be on or before to_date (2001-01-01), was 2001-01-02.");
  }

  @Test
  void yearsAreThoseOfACalendar() {
    assertThatThrownBy(
            () ->
                new FlightsParams(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(LocalDate.of(-1, 1, 1)),
                    Optional.of(LocalDate.of(10_000, 1, 1))))
        .hasMessage(
            "demo.flights: from_date must be 0001-01-01..9999-12-31, was -0001-01-01;"
                + " to_date must be 0001-01-01..9999-12-31, was +10000-01-01.");
  }

  @Test
  void theLastDayOfTheCalendarIsAccepted(BufferAllocator allocator) throws Exception {
    String json =
        "{\"param_type\":\"demo.flights\",\"from_date\":\"0001-01-01\",\"to_date\":\"9999-12-31\"}";

    try (Table table = demo.table(json, allocator)) {
      assertThat(table.rowCount()).isEqualTo(359_496);
    }
  }

  private static long epochSecond(Object date) {
    return ((LocalDateTime) date).toEpochSecond(ZoneOffset.UTC);
  }
}
