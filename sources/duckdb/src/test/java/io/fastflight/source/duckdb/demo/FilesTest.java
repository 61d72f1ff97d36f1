package io.fastflight.source.duckdb.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fastflight.batch.Table;
import io.fastflight.error.InvalidParamsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Counts and sums were computed from the CSV files with Python's csv module. */
class FilesTest {
  private static Demo demo;

  @BeforeAll
  static void open() {
    demo = Demo.open();
  }

  @AfterAll
  static void close() {
    demo.close();
  }

  @Test
  void airportsAreAllThere(BufferAllocator allocator) throws Exception {
    try (Table table = demo.table(AirportsParams.all(), allocator)) {
      assertThat(names(table))
          .containsExactly("iata", "name", "city", "state", "country", "latitude", "longitude");
      assertThat(table.rowCount()).isEqualTo(3_376);
      assertThat(names(table)).allMatch(column -> Columns.nulls(table, column) == 0);
      assertThat(utf8Bytes(table, "name")).isEqualTo(54_364);
      assertThat(Columns.values(table, "latitude").mapToDouble(v -> (double) v).sum())
          .isCloseTo(135_163.3037597697, within(1e-6));
      assertThat(Columns.values(table, "longitude").mapToDouble(v -> (double) v).sum())
          .isCloseTo(-332_945.18780814955, within(1e-6));
      assertThat(Columns.values(table, "iata").map(Object::toString)).isSorted();
    }
  }

  @Test
  void quotedNamesKeepTheirCommas(BufferAllocator allocator) throws Exception {
    try (Table table = demo.table(AirportsParams.all(), allocator)) {
      assertThat(Columns.values(table, "name").map(Object::toString))
          .contains("Union County, Troy Shelton", "Dr. C.P. Savage, Sr.")
          .filteredOn(name -> name.indexOf(',') >= 0)
          .hasSize(7);
    }
  }

  @Test
  void airportsOfOneState(BufferAllocator allocator) throws Exception {
    try (Table table =
        demo.table("{\"param_type\":\"demo.airports\",\"state\":\"WA\"}", allocator)) {
      assertThat(table.rowCount()).isEqualTo(65);
    }
  }

  @Test
  void unknownStatesAreText(BufferAllocator allocator) throws Exception {
    try (Table table =
        demo.table("{\"param_type\":\"demo.airports\",\"state\":\"NA\"}", allocator)) {
      assertThat(table.rowCount()).isEqualTo(12);
    }
  }

  @Test
  void stateIsTwoLetters() {
    assertThatThrownBy(() -> new AirportsParams(java.util.Optional.of("W'")))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("demo.airports: state must be 2 letters A to Z such as \"WA\", was \"W'\".");
  }

  @Test
  void birdstrikesAreAllThere(BufferAllocator allocator) throws Exception {
    try (Table table = demo.table(BirdstrikesParams.all(), allocator)) {
      assertThat(table.rowCount()).isEqualTo(10_000);
      assertThat(Columns.sum(table, "cost_other")).isEqualTo(4_242_411);
      assertThat(Columns.sum(table, "cost_repair")).isEqualTo(36_302_865);
      assertThat(Columns.sum(table, "cost_total")).isEqualTo(40_545_276);
      assertThat(utf8Bytes(table, "airport_name")).isEqualTo(206_836);
      assertThat(utf8Bytes(table, "wildlife_species")).isEqualTo(189_850);
      assertThat(Columns.sum(table, "flight_date")).isEqualTo(99_404_738); // days since 1970
      assertThat(Columns.longs(table, "flight_date").toArray()).isSorted();
    }
  }

  @Test
  void emptyFieldsAreNullAndNothingElseIs(BufferAllocator allocator) throws Exception {
    try (Table table = demo.table(BirdstrikesParams.all(), allocator)) {
      assertThat(names(table))
          .containsExactly(
              "airport_name",
              "aircraft_make_model",
              "effect_amount_of_damage",
              "flight_date",
              "aircraft_airline_operator",
              "origin_state",
              "phase_of_flight",
              "wildlife_size",
              "wildlife_species",
              "time_of_day",
              "cost_other",
              "cost_repair",
              "cost_total",
              "speed_ias_in_knots")
          .allMatch(
              column ->
                  Columns.nulls(table, column)
                      == (column.equals("speed_ias_in_knots") ? 2_836 : 0));
      assertThat(Columns.sum(table, "speed_ias_in_knots")).isEqualTo(1_099_926);
      assertThat(
              Columns.values(table, "effect_amount_of_damage")
                  .filter(damage -> damage.toString().equals("None")))
          .hasSize(8_939);
    }
  }

  @Test
  void filtersOfBirdstrikes(BufferAllocator allocator) throws Exception {
    try (Table geese =
            demo.table(
                "{\"param_type\":\"demo.birdstrikes\",\"species\":\"Canada goose\"}", allocator);
        Table washington =
            demo.table(
                """
                {"param_type": "demo.birdstrikes", "state": "Washington",
                 "from_date": "1995-01-01", "to_date": "1995-12-31"}""",
                allocator)) {
      assertThat(geese.rowCount()).isEqualTo(190);
      assertThat(washington.rowCount()).isEqualTo(11);
    }
  }

  @Test
  void aQuoteInAValueIsData(BufferAllocator allocator) throws Exception {
    try (Table table =
        demo.table(
            """
            {"param_type": "demo.birdstrikes", "species": "x' OR '1'='1"}""",
            allocator)) {
      assertThat(table.rowCount()).isZero();
    }
  }

  private static List<String> names(Table table) {
    return table.schema().getFields().stream().map(Field::getName).toList();
  }

  private static long utf8Bytes(Table table, String column) {
    return Columns.sum(
        table, column, text -> text.toString().getBytes(StandardCharsets.UTF_8).length);
  }
}
