package io.fastflight.params;

import static io.fastflight.params.Samples.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.params.Samples.Bytes;
import io.fastflight.params.Samples.Defaults;
import io.fastflight.params.Samples.Flights;
import io.fastflight.params.Samples.Level;
import io.fastflight.params.Samples.Nested;
import io.fastflight.params.Samples.None;
import io.fastflight.params.Samples.Optionals;
import io.fastflight.params.Samples.Point;
import io.fastflight.params.Samples.Times;
import io.fastflight.params.Samples.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParamsCodecTest {
  private static final Values SMALLEST =
      new Values(
          Byte.MIN_VALUE,
          Short.MIN_VALUE,
          Integer.MIN_VALUE,
          Long.MIN_VALUE,
          Float.MIN_VALUE,
          Double.MIN_VALUE,
          false,
          "",
          BigInteger.TWO.pow(200).negate(),
          new BigDecimal("-0.10"),
          Level.LOW);
  private static final Values LARGEST =
      new Values(
          Byte.MAX_VALUE,
          Short.MAX_VALUE,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          Float.MAX_VALUE,
          Double.MAX_VALUE,
          true,
          "\u00e9\uD83D\uDE00 \"quoted\" \n",
          BigInteger.TWO.pow(200),
          new BigDecimal("12345678901234567890.123456789"),
          Level.HIGH);

  static Stream<DataParams> everyComponentType() {
    return Stream.of(
        SMALLEST,
        LARGEST,
        new Times(
            LocalDate.of(2024, 2, 29),
            LocalTime.of(23, 59, 59, 999_999_999),
            LocalDateTime.of(1969, 12, 31, 0, 0),
            OffsetDateTime.parse("2024-01-31T13:45:00+05:30"),
            Instant.parse("2024-01-31T13:45:00.123456789Z"),
            Duration.ofMillis(-1_500)),
        new Nested(
            List.of("a", ""),
            Map.of("x", 1, "y", -2),
            List.of(new Point(1, "p", Optional.of("n"))),
            new Point(2, "q", Optional.empty())),
        new Optionals(
            Optional.of(5),
            OptionalInt.of(6),
            OptionalLong.of(7),
            OptionalDouble.of(0.5),
            Level.HIGH,
            Optional.of(List.of("a"))),
        new Optionals(
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            null,
            Optional.empty()),
        new None());
  }

  @ParameterizedTest
  @MethodSource("everyComponentType")
  void paramsComeBackAsTheyWere(DataParams params) {
    assertThat(Samples.codec().decode(ParamsCodec.encode(params)).params()).isEqualTo(params);
  }

  @Test
  void bytesTravelAsBase64() {
    byte[] ticket = ParamsCodec.encode(new Bytes(new byte[] {0, -1, 127}));
    assertThat(text(ticket)).isEqualTo("{\"param_type\":\"test.bytes\",\"blob\":\"AP9/\"}");
    assertThat(((Bytes) Samples.codec().decode(ticket).params()).blob())
        .containsExactly(0, -1, 127);
  }

  @Test
  void ticketIsJsonWithSnakeCaseFieldsInOrder() {
    Flights params = new Flights("SEA", 5, Optional.of(LocalDate.of(2024, 1, 31)), null);
    assertThat(text(ParamsCodec.encode(params)))
        .isEqualTo(
            "{\"param_type\":\"test.flights\",\"origin\":\"SEA\",\"max_rows\":5,"
                + "\"from_date\":\"2024-01-31\",\"carrier\":null}");
  }

  @Test
  void timesTravelInIso8601() {
    Times times =
        new Times(
            LocalDate.of(2024, 1, 31),
            LocalTime.of(13, 45),
            LocalDateTime.of(2024, 1, 31, 13, 45),
            OffsetDateTime.parse("2024-01-31T13:45:00+02:00"),
            Instant.EPOCH,
            Duration.ofSeconds(90));
    assertThat(text(ParamsCodec.encode(times)))
        .isEqualTo(
            "{\"param_type\":\"test.times\",\"date\":\"2024-01-31\",\"time\":\"13:45:00\","
                + "\"date_time\":\"2024-01-31T13:45:00\","
                + "\"offset_date_time\":\"2024-01-31T13:45:00+02:00\","
                + "\"instant\":\"1970-01-01T00:00:00Z\",\"duration\":\"PT1M30S\"}");
  }

  @Test
  void valuesThatAreNoJsonAreNamedAtOnce() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("origin", new Odd());
    fields.put("max_rows", 5);
    fields.put("carrier", List.of("AS", new Odd()));
    assertThatThrownBy(() -> ParamsCodec.encode("test.flights", fields))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "test.flights: origin must be a string, number, boolean, list, map, java.time value or null, or be made of them, was odd;"
                + " carrier must be a string, number, boolean, list, map, java.time value or null, or be made of them, was [AS, odd].");
  }

  private static final class Odd {
    @Override
    public String toString() {
      return "odd";
    }
  }

  @Test
  void fieldsWithoutARecordMakeTheSameTicket() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("origin", "SEA");
    fields.put("max_rows", 5);
    fields.put("from_date", LocalDate.of(2024, 1, 31));
    fields.put("carrier", null);
    assertThat(Samples.codec().decode(ParamsCodec.encode("test.flights", fields)).params())
        .isEqualTo(new Flights("SEA", 5, Optional.of(LocalDate.of(2024, 1, 31)), null));
  }

  @Test
  void absentFieldsTakeDefaultsEmptyAndNull() {
    assertThat(decode("{\"param_type\": \"test.flights\", \"origin\": \"SEA\"}").params())
        .isEqualTo(new Flights("SEA", 100, Optional.empty(), null));
    assertThat(decode("{\"param_type\": \"test.defaults\"}").params())
        .isEqualTo(new Defaults(7, "SEA", LocalDate.of(2024, 1, 31), List.of("a", "b")));
  }

  @Test
  void nullForAnOptionalComponentIsTheSameAsAbsent() {
    assertThat(
            decode(
                    "{\"param_type\": \"test.flights\", \"origin\": \"SEA\","
                        + " \"from_date\": null, \"carrier\": null}")
                .params())
        .isEqualTo(new Flights("SEA", 100, Optional.empty(), null));
  }

  @Test
  void nullForADefaultIsRefused() {
    assertInvalid(
        "{\"param_type\": \"test.flights\", \"origin\": \"SEA\", \"max_rows\": null}",
        "test.flights: max_rows must be an integer from -2147483648 to 2147483647, was null.");
  }

  @Test
  void typeStandsInForParamType() {
    assertThat(decode("{\"type\": \"test.none\"}").params()).isEqualTo(new None());
  }

  @Test
  void typeBesideParamTypeIsAnUnknownField() {
    assertInvalid(
        "{\"param_type\": \"test.none\", \"type\": \"test.none\"}",
        "test.none: field \"type\" is unknown (it takes none).");
  }

  @Test
  void aliasNamesTheSameType() {
    assertThat(
            decode("{\"param_type\": \"fastflight.demo.FlightParams\", \"origin\": \"SEA\"}")
                .params())
        .isEqualTo(new Flights("SEA", 100, Optional.empty(), null));
  }

  @Test
  void sliceTravelsBesideTheParams() {
    TicketContent content = Samples.codec().decode(ParamsCodec.encode(new None(), "3 of 8"));
    assertThat(content)
        .isEqualTo(new TicketContent(new None(), Optional.of("3 of 8"), Optional.empty()));
    assertThat(decode("{\"param_type\": \"test.none\"}").slice()).isEmpty();
  }

  @Test
  void aTicketIsReadOnFromARow() {
    byte[] ticket = ParamsCodec.resumed(ParamsCodec.encode(new None()), "v 7", 1_000_000_000_000L);
    assertThat(Samples.codec().decode(ticket).resume())
        .isEqualTo(Optional.of(new ResumePoint("v 7", 1_000_000_000_000L)));
    byte[] further = ParamsCodec.resumed(ticket, "v 7", 1_000_000_000_001L);
    assertThat(Samples.codec().decode(further).resume())
        .isEqualTo(Optional.of(new ResumePoint("v 7", 1_000_000_000_001L)));
    assertThat(decode("{\"param_type\": \"test.none\"}").resume()).isEmpty();
  }

  @Test
  void aPointToReadOnFromIsWhole() {
    assertInvalid(
        "{\"param_type\": \"test.none\", \"_start_row\": 5}",
        "'_snapshot' and '_start_row' go together: send both, as the server named them, or neither.");
    assertInvalid(
        "{\"param_type\": \"test.none\", \"_snapshot\": 7, \"_start_row\": 5}",
        "'_snapshot' must be what the server named, as a string, was 7.");
    assertInvalid(
        "{\"param_type\": \"test.none\", \"_snapshot\": \"v\", \"_start_row\": -1}",
        "'_start_row' must be how many rows were delivered, 0 or more, was -1.");
    assertInvalid(
        "{\"param_type\": \"test.none\", \"_snapshot\": \"v\", \"_start_row\": 1.5}",
        "'_start_row' must be how many rows were delivered, 0 or more, was 1.5.");
    assertInvalid(
        "{\"param_type\": \"test.none\", \"_snapshot\": \"%s\", \"_start_row\": 1}"
            .formatted("v".repeat(4_097)),
        "'_snapshot' is wrong: snapshot must have at most 4096 characters, has 4097.");
  }

  @Test
  void sliceMustBeAString() {
    assertInvalid(
        "{\"param_type\": \"test.none\", \"_slice\": 5}",
        "'_slice' must be a token from GetFlightInfo, as a string, was 5.");
  }

  @Test
  void requestWithoutATypeSaysWhereItBelongs() {
    assertInvalid(
        "{\"origin\": \"SEA\"}",
        "The request has no 'param_type'. Name the service it is for:"
            + " {\"param_type\": \"demo.echo\", ...}.");
  }

  @Test
  void typeNameMustBeAString() {
    assertInvalid(
        "{\"param_type\": 5}", "'param_type' must be the name of a service, as a string, was 5.");
    assertInvalid(
        "{\"type\": null}", "'type' must be the name of a service, as a string, was null.");
  }

  @Test
  void unknownNameListsTheClosest() {
    assertThatThrownBy(() -> decode("{\"param_type\": \"test.flihgts\"}"))
        .isInstanceOf(ServiceNotFoundException.class)
        .hasMessage(
            "No data service for params \"test.flihgts\"."
                + " Closest registered: test.flights, test.times, test.defaults."
                + " Check the name, or add the service to the ServiceRegistry before the server"
                + " starts.");
  }

  @Test
  void nameLikeNoOtherPointsToTheList() {
    assertThatThrownBy(() -> decode("{\"param_type\": \"a.class.path.of.SomeoneElses\"}"))
        .isInstanceOf(ServiceNotFoundException.class)
        .hasMessage(
            "No data service for params \"a.class.path.of.SomeoneElses\"."
                + " List the services to see the names."
                + " Check the name, or add the service to the ServiceRegistry before the server"
                + " starts.");
  }

  @Test
  void unknownFieldsNameTheClosestOrAll() {
    assertInvalid(
        "{\"param_type\": \"test.flights\", \"orgin\": \"SEA\", \"x_y_z_1_2_3\": 1}",
        "test.flights: origin is missing; it must be a string;"
            + " field \"orgin\" is unknown (closest: origin);"
            + " field \"x_y_z_1_2_3\" is unknown"
            + " (it takes origin, max_rows, from_date, carrier).");
  }

  @Test
  void javaNameOfAComponentIsAnUnknownField() {
    assertInvalid(
        "{\"param_type\": \"test.flights\", \"origin\": \"SEA\", \"maxRows\": 1}",
        "test.flights: field \"maxRows\" is unknown (closest: max_rows).");
  }

  @Test
  void namesUsedTwiceAreRefused() {
    @WireName(value = "test.other", aliases = "test.none")
    record Other() implements DataParams {}
    assertThatThrownBy(
            () -> ParamsCodec.of(List.of(ParamsType.of(None.class), ParamsType.of(Other.class))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The name 'test.none' is used by both "
                + None.class.getName()
                + " and "
                + Other.class.getName()
                + ". Give one of them another @WireName.");
  }

  private static void assertInvalid(String json, String message) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(message);
  }

  private static String text(byte[] ticket) {
    return new String(ticket, StandardCharsets.UTF_8);
  }
}
