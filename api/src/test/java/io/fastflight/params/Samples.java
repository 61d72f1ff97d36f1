package io.fastflight.params;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
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
import org.jspecify.annotations.Nullable;

/** Params records for the tests of this package. */
final class Samples {
  private Samples() {}

  enum Level {
    LOW,
    HIGH
  }

  record Point(int x, String label, Optional<String> note) {}

  @WireName(value = "test.flights", aliases = "fastflight.demo.FlightParams")
  @Description("Flights out of one airport.")
  @Example("{\"origin\": \"SEA\"}")
  record Flights(
      @Description("The IATA code of an airport.") String origin,
      @Default("100") int maxRows,
      Optional<LocalDate> fromDate,
      @Nullable String carrier)
      implements DataParams {}

  @WireName("test.values")
  record Values(
      byte int8,
      short int16,
      int int32,
      long int64,
      float float32,
      double float64,
      boolean flag,
      String text,
      BigInteger big,
      BigDecimal decimal,
      Level level)
      implements DataParams {}

  @WireName("test.times")
  record Times(
      LocalDate date,
      LocalTime time,
      LocalDateTime dateTime,
      OffsetDateTime offsetDateTime,
      Instant instant,
      Duration duration)
      implements DataParams {}

  @WireName("test.nested")
  record Nested(List<String> names, Map<String, Integer> counts, List<Point> points, Point point)
      implements DataParams {}

  @WireName("test.optional")
  record Optionals(
      Optional<Integer> number,
      OptionalInt int32,
      OptionalLong int64,
      OptionalDouble float64,
      @Nullable Level level,
      Optional<List<String>> names)
      implements DataParams {}

  @SuppressWarnings("ArrayRecordComponent") // what services have to take bytes
  @WireName("test.bytes")
  record Bytes(byte[] blob) implements DataParams {}

  @WireName("test.none")
  record None() implements DataParams {}

  @WireName("test.defaults")
  record Defaults(
      @Default("7") int rows,
      @Default("\"SEA\"") String origin,
      @Default("\"2024-01-31\"") LocalDate date,
      @Default("[\"a\", \"b\"]") List<String> names)
      implements DataParams {}

  @WireName("test.checked")
  record Checked(
      @Min(1) @Max(10) int rows,
      @NotBlank String name,
      @Size(max = 2) List<@Positive Integer> ids,
      String from,
      String to)
      implements DataParams {
    Checked {
      Faults.in("test.checked")
          .check(from.compareTo(to) <= 0, "from", from, "at most \"to\", which is " + to)
          .check(!to.isEmpty(), "to", to, "not empty")
          .throwIfAny();
    }
  }

  static ParamsCodec codec() {
    return ParamsCodec.of(
        List.of(
            ParamsType.of(Flights.class),
            ParamsType.of(Values.class),
            ParamsType.of(Times.class),
            ParamsType.of(Nested.class),
            ParamsType.of(Optionals.class),
            ParamsType.of(Bytes.class),
            ParamsType.of(None.class),
            ParamsType.of(Defaults.class),
            ParamsType.of(Checked.class)));
  }

  static TicketContent decode(String json) {
    return codec().decode(json.getBytes(StandardCharsets.UTF_8));
  }
}
