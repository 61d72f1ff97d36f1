package io.fastflight.source.duckdb.demo;

import io.fastflight.params.DataParams;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Asks for collisions of aircraft with wildlife in the United States, 1990 to 2002.
 *
 * <p><b>Shape:</b> fourteen columns, airport_name to speed_ias_in_knots, in the order of the dates;
 * the speed has nulls.
 *
 * @param state where the flight began, if that matters
 * @param species what was hit, if that matters
 * @param fromDate the first day, if any
 * @param toDate the last day, included, if any
 */
@WireName("demo.birdstrikes")
@Description("Collisions of aircraft with wildlife in the United States, 1990 to 2002, by date.")
@Example("{\"state\": \"Washington\", \"species\": \"Canada goose\"}")
public record BirdstrikesParams(
    @Description("Only flights that began in this state, written out, such as Washington.")
        Optional<String> state,
    @Description("Only this kind of animal, as the report names it, such as Canada goose.")
        Optional<String> species,
    @Description("Only collisions on this day or later.") Optional<LocalDate> fromDate,
    @Description("Only collisions on this day or earlier.") Optional<LocalDate> toDate)
    implements DataParams {

  private static final int MAX_CHARS = 100;

  /** Refuses texts and days out of range. */
  public BirdstrikesParams {
    Faults faults = Faults.in("demo.birdstrikes");
    checkText(faults, "state", state);
    checkText(faults, "species", species);
    Dates.check(faults, fromDate, toDate);
    faults.throwIfAny();
  }

  /** Asks for all collisions. */
  public static BirdstrikesParams all() {
    return new BirdstrikesParams(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static void checkText(Faults faults, String field, Optional<String> text) {
    boolean holds = text.isEmpty() || (!text.get().isBlank() && text.get().length() <= MAX_CHARS);
    faults.check(holds, field, text.orElse(""), "a text of 1..100 characters");
  }
}
