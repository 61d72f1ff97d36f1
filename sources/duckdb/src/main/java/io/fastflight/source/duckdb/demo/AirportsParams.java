package io.fastflight.source.duckdb.demo;

import io.fastflight.params.DataParams;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import java.util.Optional;

/**
 * Asks for airports of the United States.
 *
 * <p><b>Shape:</b> iata, name, city, state, country (utf8), latitude, longitude (float64, degrees),
 * in the order of their codes.
 *
 * @param state where they are, if that matters
 */
@WireName("demo.airports")
@Description("Airports of the United States and a few beyond, by IATA code.")
@Example("{\"state\": \"WA\"}")
public record AirportsParams(
    @Description("Only airports in this state: two letters, such as WA; NA where it is not known.")
        Optional<String> state)
    implements DataParams {

  /** Refuses what cannot be a state. */
  public AirportsParams {
    Faults.in("demo.airports")
        .check(
            state.isEmpty() || state.get().matches("[A-Z]{2}"),
            "state",
            state.orElse(""),
            "2 letters A to Z such as \"WA\"")
        .throwIfAny();
  }

  /** Asks for all airports. */
  public static AirportsParams all() {
    return new AirportsParams(Optional.empty());
  }
}
