package io.fastflight.cli;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.WireName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Params of every kind the command line has to convert or to describe. */
@WireName(value = "test.knobs", aliases = "Knobs")
@Description("Says what it was asked.")
@Example("{\"text\": \"it's\", \"count\": 2, \"list\": [1, 2]}")
record KnobsParams(
    @Description("Any text.") String text,
    @Description("How many.") @Min(1) @Max(9) int count,
    @Default("0.5") double share,
    @Default("false") boolean loud,
    @Default("\"low\"") Level level,
    Optional<LocalDate> day,
    @Default("[]") List<Integer> list)
    implements DataParams {

  /** A closed set of values. */
  enum Level {
    low,
    high
  }
}
