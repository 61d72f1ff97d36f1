package io.fastflight.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InvalidParamsException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no request, and what is no value of its type: nothing is guessed. */
class StrictJsonTest {
  private static final String INT = "an integer from -2147483648 to 2147483647";
  private static final String LONG = "an integer from -9223372036854775808 to 9223372036854775807";

  /** One component of each type; all but one are left out of a request. */
  @WireName("test.any")
  record Any(
      Optional<Byte> int8,
      Optional<Integer> int32,
      OptionalInt optInt32,
      OptionalLong optInt64,
      Optional<Double> float64,
      OptionalDouble optFloat64,
      Optional<Float> float32,
      Optional<Boolean> flag,
      Optional<String> text,
      Optional<Character> letter,
      Optional<BigInteger> big,
      Optional<BigDecimal> decimal,
      Optional<LocalDate> date,
      Optional<LocalTime> time,
      Optional<LocalDateTime> dateTime,
      Optional<OffsetDateTime> offset,
      Optional<Instant> instant,
      Optional<Duration> duration,
      Optional<Samples.Level> level,
      Optional<UUID> uuid,
      Optional<byte[]> blob,
      Optional<List<Integer>> list,
      Optional<Map<String, Integer>> map,
      Optional<Samples.Point> point)
      implements DataParams {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      int8       | 128                  | an integer from -128 to 127
      int32      | 1.5                  | an integer from -2147483648 to 2147483647
      int32      | 5.0                  | an integer from -2147483648 to 2147483647
      int32      | "5"                  | an integer from -2147483648 to 2147483647
      int32      | ""                   | an integer from -2147483648 to 2147483647
      int32      | 2147483648           | an integer from -2147483648 to 2147483647
      int32      | true                 | an integer from -2147483648 to 2147483647
      int32      | [5]                  | an integer from -2147483648 to 2147483647
      int32      | {}                   | an integer from -2147483648 to 2147483647
      opt_int32  | 1.5                  | an integer from -2147483648 to 2147483647
      opt_int32  | "5"                  | an integer from -2147483648 to 2147483647
      opt_int64  | 1.5                  | an integer from -9223372036854775808 to 9223372036854775807
      opt_int64  | 9223372036854775808  | an integer from -9223372036854775808 to 9223372036854775807
      float64    | "5"                  | a number
      float64    | "NaN"                | a number
      float64    | 1E+400               | a number
      opt_float64| "Infinity"           | a number
      opt_float64| 1E+400               | a number
      float32    | 1E+39                | a number
      flag       | 1                    | true or false
      flag       | "true"               | true or false
      text       | 5                    | a string
      text       | 5.50                 | a string
      text       | true                 | a string
      text       | ["a"]                | a string
      letter     | "ab"                 | a string of one character
      big        | 1.5                  | an integer
      big        | 1E+1000000000        | an integer
      big        | "1"                  | an integer
      decimal    | "1.5"                | a number
      date       | "2023-02-29"         | a date such as "2024-01-31"
      date       | " 2024-01-31"        | a date such as "2024-01-31"
      date       | "2024-01-31T00:00:00"| a date such as "2024-01-31"
      date       | 19753                | a date such as "2024-01-31"
      date       | [2024,1,31]          | a date such as "2024-01-31"
      date       | ""                   | a date such as "2024-01-31"
      time       | "25:00"              | a time such as "13:45:00"
      time       | [13,45]              | a time such as "13:45:00"
      date_time  | "2024-01-31T13:45Z"  | a date and time such as "2024-01-31T13:45:00"
      offset     | "2024-01-31T13:45:00"| a date and time such as "2024-01-31T13:45:00Z"
      offset     | 5                    | a date and time such as "2024-01-31T13:45:00Z"
      instant    | 5                    | an instant such as "2024-01-31T13:45:00Z"
      instant    | "5"                  | an instant such as "2024-01-31T13:45:00Z"
      duration   | 5                    | a duration such as "PT1.5S"
      duration   | "5"                  | a duration such as "PT1.5S"
      level      | "low"                | one of "LOW", "HIGH"
      level      | 0                    | one of "LOW", "HIGH"
      level      | "0"                  | one of "LOW", "HIGH"
      level      | ""                   | one of "LOW", "HIGH"
      uuid       | ""                   | a UUID
      blob       | "*"                  | a base64 string
      blob       | [1,2]                | a base64 string
      list       | 5                    | an array, each entry an integer from -2147483648 to 2147483647
      list       | [1.5]                | an array, each entry an integer from -2147483648 to 2147483647
      list       | [null]               | an array, each entry an integer from -2147483648 to 2147483647
      map        | {"a":"1"}            | an object, each value an integer from -2147483648 to 2147483647
      map        | {"a":null}           | an object, each value an integer from -2147483648 to 2147483647
      point      | {"x":1}              | an object of x, label, note
      point      | {"label":"a"}        | an object of x, label, note
      point      | {"x":1,"label":null} | an object of x, label, note
      point      | {"x":1,"label":"a","y":2} | an object of x, label, note
      """)
  void valueOfAnotherTypeIsRefusedAndShown(String field, String value, String allowed) {
    assertInvalid(
        "{\"param_type\": \"test.any\", \"" + field + "\": " + value + "}",
        "test.any: " + field + " must be " + allowed + " or null, was " + value + ".");
  }

  @Test
  void nullIntoAPrimitiveIsRefused() {
    assertThatThrownBy(
            () ->
                Samples.decode(
                    """
                    {"param_type": "test.values", "int8": null, "int16": null, "int32": null,
                     "int64": null, "float32": null, "float64": null, "flag": null, "text": "",
                     "big": 0, "decimal": 0, "level": "LOW"}"""))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "test.values: int8 must be an integer from -128 to 127, was null;"
                + " int16 must be an integer from -32768 to 32767, was null;"
                + (" int32 must be " + INT + ", was null;")
                + (" int64 must be " + LONG + ", was null;")
                + " float32 must be a number, was null;"
                + " float64 must be a number, was null;"
                + " flag must be true or false, was null.");
  }

  @Test
  void everyMissingFieldIsToldWithItsType() {
    assertThatThrownBy(() -> Samples.decode("{\"param_type\": \"test.times\"}"))
        .hasMessage(
            "test.times: date is missing; it must be a date such as \"2024-01-31\";"
                + " time is missing; it must be a time such as \"13:45:00\";"
                + " date_time is missing;"
                + " it must be a date and time such as \"2024-01-31T13:45:00\";"
                + " offset_date_time is missing;"
                + " it must be a date and time such as \"2024-01-31T13:45:00Z\";"
                + " instant is missing; it must be an instant such as \"2024-01-31T13:45:00Z\";"
                + " duration is missing; it must be a duration such as \"PT1.5S\".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {                | at line 1, column 2: it ends too early.
      {"a": "b         | at line 1, column 9: it ends too early.
      {} {}            | at line 1, column 4: something follows after the object.
      {"a": 1, "a": 2} | at line 1, column 13: Duplicate field 'a'.
      {"a": 1,}        | at line 1, column 9: Unexpected character ('}' (code 125)): was expecting double-quote to start field name.
      {'a': 1}         | at line 1, column 2: Unexpected character (''' (code 39)): was expecting double-quote to start field name.
      {"a": NaN}       | at line 1, column 10: Non-standard token 'NaN'.
      {"a": 01}        | at line 1, column 8: Invalid numeric value: Leading zeroes not allowed.
      // {}            | at line 1, column 1: Unexpected character ('/' (code 47)).
      """)
  void whatIsNotJsonIsRefusedWithItsPlace(String text, String rest) {
    assertInvalid(text, "The request is not valid JSON " + rest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "5", "\"text\""})
  void whatIsNoObjectIsRefused(String json) {
    assertInvalid(
        json,
        "The request must be a JSON object such as {\"param_type\": \"demo.echo\"}, was "
            + json
            + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n "})
  void nothingIsNoObject(String json) {
    assertInvalid(
        json,
        "The request must be a JSON object such as {\"param_type\": \"demo.echo\"}, was \"\".");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] invalidUtf8 = {'{', '"', (byte) 0xFF, '"', ':', '1', '}'};
    assertThatThrownBy(() -> Samples.codec().decode(invalidUtf8))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The request is not valid JSON at line 1, column 5: Invalid UTF-8 start byte 0xff.");
  }

  @Test
  void documentOver256KibIsRefusedUnread() {
    assertInvalid(
        "{" + " ".repeat(300 * 1024),
        "The request has 307201 bytes; at most 262144 (256 KiB) are read."
            + " Send fewer or shorter values.");
  }

  @Test
  void nestingOver256KibIsRefusedUnread() {
    assertInvalid(
        "[".repeat(300 * 1024),
        "The request has 307200 bytes; at most 262144 (256 KiB) are read."
            + " Send fewer or shorter values.");
  }

  @Test
  void limitsOfJsonAreOneMessage() {
    String message =
        "The request is over a limit of JSON: at most 32 levels of nesting,"
            + " 65536 characters in a string, 100 in a number.";
    assertInvalid("[".repeat(100_000), message);
    assertInvalid("{\"a\": " + "[".repeat(32) + "]".repeat(32) + "}", message);
    assertInvalid("{\"a\": \"" + "x".repeat(65_537) + "\"}", message);
    assertInvalid("{\"a\": " + "1".repeat(101) + "}", message);
  }

  @Test
  void thirtyTwoLevelsAreRead() {
    assertInvalid(
        "{\"param_type\": \"test.none\", \"a\": " + "[".repeat(31) + "]".repeat(31) + "}",
        "test.none: field \"a\" is unknown (it takes none).");
  }

  @Test
  void fiftyThousandFaultsMakeAShortMessage() {
    StringBuilder json = new StringBuilder("{\"param_type\": \"test.none\"");
    for (int i = 0; i < 20_000; i++) {
      json.append(",\"f").append(i).append("\":0");
    }
    assertThatThrownBy(() -> Samples.decode(json.append('}').toString()))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageStartingWith("test.none: field \"f0\" is unknown (it takes none); ")
        .hasMessageEndingWith("field \"f19\" is unknown (it takes none); and 19980 more.");
  }

  @Test
  void longAndControlCharactersAreShownShortAndEscaped() {
    assertInvalid(
        "{\"param_type\": \"test.none\", \"a\\nb\": 0, \"" + "n".repeat(90) + "\": 0}",
        "test.none: field \"a\\u000ab\" is unknown (it takes none);"
            + (" field \"" + "n".repeat(76) + "... is unknown (it takes none)."));
  }

  @Test
  void numbersKeepEveryDigit() {
    assertThat(any("\"decimal\": 1.50").decimal()).contains(new BigDecimal("1.50"));
    assertThat(any("\"float64\": 5").float64()).contains(5.0);
    assertThat(any("\"instant\": \"2024-01-31T13:45:00+02:00\"").instant())
        .contains(Instant.parse("2024-01-31T11:45:00Z"));
    assertThat(any("\"offset\": \"2024-01-31T13:45:00+02:00\"").offset())
        .contains(OffsetDateTime.parse("2024-01-31T13:45:00+02:00"));
  }

  private static Any any(String field) {
    return (Any) decode("{\"param_type\": \"test.any\", " + field + "}");
  }

  private static DataParams decode(String json) {
    return ParamsCodec.of(List.of(ParamsType.of(Any.class), ParamsType.of(Samples.None.class)))
        .decode(json.getBytes(StandardCharsets.UTF_8))
        .params();
  }

  private static void assertInvalid(String json, String message) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(message);
  }

  /** Found by fuzzing: Jackson lets NumberFormatException out. */
  @ParameterizedTest
  @ValueSource(strings = {"1e2448173647", "-1e99999999999", "1e-99999999999"})
  void anExponentThatNoIntHoldsIsRefused(String number) {
    byte[] json = ("{\"decimal\": " + number + "}").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> StrictJson.readObject(json))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The request has a number whose exponent is out of range. Send a number from -1e308 to 1e308.");
  }
}
