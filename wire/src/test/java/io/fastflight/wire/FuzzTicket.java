package io.fastflight.wire;

import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsCodec;
import io.fastflight.params.ParamsType;
import io.fastflight.params.WireName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Feeds bytes to the decoder of tickets, which knows one record with a component of each kind. */
public final class FuzzTicket {
  enum Level {
    LOW,
    HIGH
  }

  record Point(int x, String label, Optional<String> note) {}

  @WireName("fuzz.all")
  record All(
      int int32,
      OptionalLong int64,
      Optional<Double> float64,
      Optional<Boolean> flag,
      Optional<BigInteger> big,
      Optional<BigDecimal> decimal,
      Optional<Level> level,
      Optional<LocalDate> date,
      Optional<OffsetDateTime> dateTime,
      Optional<Instant> instant,
      Optional<Duration> duration,
      List<Point> points,
      Map<String, Integer> counts)
      implements DataParams {}

  private static final ParamsCodec CODEC = ParamsCodec.of(List.of(ParamsType.of(All.class)));

  private FuzzTicket() {}

  /** Jazzer calls it before the first input: what is loaded once is no input's expense. */
  public static void fuzzerInitialize() {
    FuzzSeeds.tickets().forEach(FuzzTicket::fuzzerTestOneInput);
  }

  /** Jazzer calls it for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    FuzzBudget.require(allocator -> CODEC.decode(input));
  }
}
