package io.fastflight.source.duckdb.demo;

import io.fastflight.params.DataParams;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Asks for flights within the United States and their delays, 1 to 22 January 2001.
 *
 * <p><b>Shape:</b> date (timestamp, microseconds), delay (int64, minutes, negative is early),
 * distance (int64, miles), origin and destination (utf8), in the order of the dates.
 *
 * @param origin where they left from, if that matters
 * @param destination where they went, if that matters
 * @param minDelay the least delay in minutes, if any
 * @param maxDelay the most delay in minutes, if any
 * @param fromDate the first day, if any
 * @param toDate the last day, included, if any
 */
@WireName("demo.flights")
@Description("Flights within the United States and their delays, 1 to 22 January 2001, by date.")
@Example("{\"origin\": \"SEA\", \"min_delay\": 60, \"from_date\": \"2001-01-08\"}")
public record FlightsParams(
    @Description("Only flights from this airport: its IATA code, such as SEA.")
        Optional<String> origin,
    @Description("Only flights to this airport: its IATA code, such as SFO.")
        Optional<String> destination,
    @Description("Only flights at least this late, in minutes; negative is early.")
        Optional<Integer> minDelay,
    @Description("Only flights at most this late, in minutes; negative is early.")
        Optional<Integer> maxDelay,
    @Description("Only flights on this day or later.") Optional<LocalDate> fromDate,
    @Description("Only flights on this day or earlier.") Optional<LocalDate> toDate)
    implements DataParams {

  private static final int MAX_DELAY_MINUTES = 10_000;

  /** Refuses values that no flight can match. */
  public FlightsParams {
    Faults faults = Faults.in("demo.flights");
    checkAirport(faults, "origin", origin);
    checkAirport(faults, "destination", destination);
    minDelay.ifPresent(minutes -> checkDelay(faults, "min_delay", minutes));
    maxDelay.ifPresent(minutes -> checkDelay(faults, "max_delay", minutes));
    if (minDelay.isPresent() && maxDelay.isPresent()) {
      faults.check(
          minDelay.get() <= maxDelay.get(),
          "min_delay",
          minDelay.get(),
          "at most max_delay (" + maxDelay.get() + ")");
    }
    Dates.check(faults, fromDate, toDate);
    faults.throwIfAny();
  }

  /** Asks for all flights. */
  public static FlightsParams all() {
    return new FlightsParams(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Asks for all flights from one airport. */
  public static FlightsParams from(String origin) {
    return new FlightsParams(
        Optional.of(origin),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static void checkAirport(Faults faults, String field, Optional<String> code) {
    faults.check(
        code.isEmpty() || code.get().matches("[A-Z]{3}"),
        field,
        code.orElse(""),
        "3 letters A to Z such as \"SEA\"");
  }

  private static void checkDelay(Faults faults, String field, int minutes) {
    faults.range(field, minutes, -MAX_DELAY_MINUTES, MAX_DELAY_MINUTES);
  }
}
