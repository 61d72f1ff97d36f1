package io.fastflight.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InvalidParamsException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Declared params beside a record with the same components. */
class DeclaredParamsTest {
  enum Unit {
    km,
    mile
  }

  enum Length {
    km,
    mile
  }

  @SuppressWarnings("ArrayRecordComponent") // read once, not compared
  @WireName("test.twin")
  record Twin(
      @Description("Where.") String region,
      @Min(1) @Max(1000) @Default("100") int maxRows,
      @Nullable LocalDate fromDate,
      @Default("\"km\"") Unit unit,
      @Nullable Length other,
      long count,
      double ratio,
      BigDecimal price,
      boolean flag,
      LocalTime time,
      LocalDateTime dateTime,
      Instant instant,
      UUID id,
      byte[] bytes)
      implements DataParams {}

  private static final ParamsType<DeclaredParams> DECLARED =
      ParamsType.declared(
          ParamsDeclaration.of(
              "test.twin",
              List.of(
                  of("region", ParameterType.STRING).describedAs("Where."),
                  of("max_rows", ParameterType.INT32).range(1, 1000).withDefault(100),
                  of("from_date", ParameterType.DATE).orNull(),
                  of("unit", ParameterType.STRING).oneOf(List.of("km", "mile")).withDefault("km"),
                  of("other", ParameterType.STRING).oneOf(List.of("km", "mile")).orNull(),
                  of("count", ParameterType.INT64),
                  of("ratio", ParameterType.FLOAT64),
                  of("price", ParameterType.DECIMAL),
                  of("flag", ParameterType.BOOLEAN),
                  of("time", ParameterType.TIME),
                  of("date_time", ParameterType.DATETIME),
                  of("instant", ParameterType.INSTANT),
                  of("id", ParameterType.UUID),
                  of("bytes", ParameterType.BINARY))));

  private static final String GOOD =
      """
      {"region": "north", "count": 5, "ratio": 0.5, "price": 1.10, "flag": true,
       "time": "13:45:00", "date_time": "2024-01-31T13:45:00", "instant": "2024-01-31T13:45:00Z",
       "id": "00000000-0000-0001-0000-000000000002", "bytes": "AQI="}""";

  private static DeclaredParameter of(String name, ParameterType type) {
    return DeclaredParameter.of(name, type);
  }

  @Test
  void theSchemaIsThatOfARecord() {
    assertThat(JsonText.readObject(DECLARED.jsonSchema()))
        .isEqualTo(JsonText.readObject(ParamsType.of(Twin.class).jsonSchema()));
  }

  @Test
  void valuesAreThoseOfARecord() {
    Map<String, @Nullable Object> values = decode(GOOD).values();
    assertThat(values.keySet()).containsExactlyElementsOf(DECLARED.fieldNames());
    assertThat(values)
        .containsEntry("region", "north")
        .containsEntry("max_rows", 100)
        .containsEntry("from_date", null)
        .containsEntry("unit", "km")
        .containsEntry("count", 5L)
        .containsEntry("price", new BigDecimal("1.10"))
        .containsEntry("instant", Instant.parse("2024-01-31T13:45:00Z"))
        .containsEntry("id", new UUID(1, 2));
    assertThat((byte[]) values.get("bytes")).containsExactly(1, 2);
  }

  @Test
  void aTicketIsReadBackAsItWasWritten() {
    DeclaredParams params = decode(GOOD);
    TicketContent again =
        ParamsCodec.of(List.of(DECLARED)).decode(ParamsCodec.encode(params, "slice-1"));
    assertThat(again.slice()).contains("slice-1");
    assertThat(((DeclaredParams) again.params()).values().get("price"))
        .isEqualTo(new BigDecimal("1.10"));
    assertThat(ParamsType.of(params)).isSameAs(DECLARED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"region\": 5}",
        "{\"region\": null, \"count\": 1.5, \"ratio\": \"x\", \"flag\": 0}",
        "{\"region\": \"a\", \"other\": \"league\", \"from_date\": \"2024-02-30\"}",
        "{\"regoin\": \"a\", \"count\": 9223372036854775808}",
        "{\"count\": 1e400, \"ratio\": 1e400, \"bytes\": \"*\", \"id\": \"1\", \"instant\": 5}",
        "{\"unit\": 1, \"time\": \"25:00\", \"date_time\": \"2024-01-31\", \"price\": true}"
      })
  void faultsAreToldInTheWordsOfARecord(String fields) {
    assertThat(faults(DECLARED, fields)).isEqualTo(faults(ParamsType.of(Twin.class), fields));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int32 | 1 | 9 | 0 | n must be 1..9, was 0",
        "int64 | -5 | | -6 | n must be at least -5, was -6",
        "float64 | | 0.5 | 0.75 | n must be at most 0.5, was 0.75",
        "decimal | 0.1 | 0.2 | 0.21 | n must be 0.1..0.2, was 0.21",
        "date | 2020-01-01 | 2020-12-31 | 2021-01-01 | n must be 2020-01-01..2020-12-31, was 2021-01-01",
        "instant | 2020-01-01T00:00:00Z | | 2019-12-31T23:59:59Z | n must be at least 2020-01-01T00:00:00Z, was 2019-12-31T23:59:59Z"
      })
  void valuesOutOfRangeAreRefused(
      String type, String min, String max, String value, String message) {
    ParameterType known = ParameterType.valueOf(type.toUpperCase(java.util.Locale.ROOT));
    DeclaredParameter parameter = of("n", known).range(json(known, min), json(known, max));
    ParamsType<DeclaredParams> declared =
        ParamsType.declared(ParamsDeclaration.of("test.range", List.of(parameter)));
    Map<String, Object> sent = Map.of("n", java.util.Objects.requireNonNull(json(known, value)));
    assertThatThrownBy(() -> declared.read(sent))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("test.range: " + message + ".");
  }

  private static @Nullable Object json(ParameterType type, @Nullable String text) {
    if (text == null || !type.isNumber()) {
      return text;
    }
    BigDecimal number = new BigDecimal(text);
    return number.scale() == 0 ? (Object) number.longValueExact() : number;
  }

  @Test
  void theWholeTextMustMatchThePattern() {
    ParamsType<DeclaredParams> declared =
        ParamsType.declared(
            ParamsDeclaration.of(
                "test.code", List.of(of("code", ParameterType.STRING).matching("[A-Z]{3}"))));
    assertThat(declared.read(Map.of("code", "SEA")).values()).containsEntry("code", "SEA");
    assertThatThrownBy(() -> declared.read(Map.of("code", "SEAX")))
        .hasMessage("test.code: code must be a text that matches [A-Z]{3}, was \"SEAX\".");
    assertThat(declared.jsonSchema()).contains("\"pattern\":\"^(?:[A-Z]{3})$\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Region", "9lives", "a-b", "param_type", "_slice", "a b"})
  void namesThatCannotTravelAreRefused(String name) {
    assertThatThrownBy(() -> of(name, ParameterType.STRING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the name of a parameter must be");
  }

  @Test
  void rulesThatDoNotFitTheTypeAreRefused() {
    assertThatThrownBy(() -> of("a", ParameterType.STRING).range(1, 2))
        .hasMessage("a range is for numbers, dates and times; 'a' is a string");
    assertThatThrownBy(() -> of("a", ParameterType.INT32).range(5, 2))
        .hasMessage("min must be at most max, was 5 and 2");
    assertThatThrownBy(() -> of("a", ParameterType.INT32).range("x", null))
        .hasMessageStartingWith("min must be an integer");
    assertThatThrownBy(() -> of("a", ParameterType.INT32).range(1, 5).withDefault(9))
        .hasMessage("default must be 1..5, was 9");
    assertThatThrownBy(() -> of("a", ParameterType.INT32).withDefault("9"))
        .hasMessageStartingWith("default must be an integer");
    assertThatThrownBy(() -> of("a", ParameterType.STRING).matching("["))
        .hasMessageStartingWith("pattern must be a regular expression");
    assertThatThrownBy(() -> of("a", ParameterType.DATE).oneOf(List.of("x")))
        .hasMessage("an enum is for a string; 'a' is a date");
  }

  @Test
  void anExampleThatDoesNotWorkIsRefused() {
    ParamsDeclaration wrong =
        new ParamsDeclaration(
            "test.x",
            List.of(),
            "",
            Optional.of("{\"b\": 1}"),
            List.of(of("a", ParameterType.INT32)));
    assertThatThrownBy(() -> ParamsType.declared(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The example does not work: test.x: a is missing");
  }

  @Test
  void everyTypeHasAValueToTry() {
    for (ParameterType type : ParameterType.values()) {
      ParamsType<DeclaredParams> declared =
          ParamsType.declared(ParamsDeclaration.of("test.try", List.of(of("a", type))));
      Object value = declared.sample().values().get("a");
      assertThat(value).isInstanceOf(type.javaClass());
    }
    ParamsType<DeclaredParams> bounded =
        ParamsType.declared(
            ParamsDeclaration.of("test.try", List.of(of("a", ParameterType.INT32).range(7, 9))));
    assertThat(bounded.sample().values()).containsEntry("a", 7);
  }

  @Test
  void namesOfServicesAreThoseOfRecords() {
    assertThatThrownBy(() -> ParamsType.declared(ParamsDeclaration.of("a b", List.of())))
        .hasMessageStartingWith("The name of a service must be");
    assertThatThrownBy(
            () ->
                ParamsType.declared(
                    ParamsDeclaration.of(
                        "a",
                        Arrays.asList(of("x", ParameterType.INT32), of("x", ParameterType.DATE)))))
        .hasMessage("a declares the parameter 'x' twice.");
  }

  private static DeclaredParams decode(String fields) {
    String ticket = "{\"param_type\": \"test.twin\"," + fields.substring(1);
    return (DeclaredParams)
        ParamsCodec.of(List.of(DECLARED)).decode(ticket.getBytes(StandardCharsets.UTF_8)).params();
  }

  private static List<String> faults(ParamsType<?> type, String fields) {
    try {
      type.bind(StrictJson.readObject(fields.getBytes(StandardCharsets.UTF_8)));
      return List.of();
    } catch (InvalidParamsException refused) {
      return refused.faults();
    }
  }
}
