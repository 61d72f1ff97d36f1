package io.fastflight.source.jdbc.declared;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import io.fastflight.source.jdbc.sql.Slicing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a service reads from a JDBC source. */
@WireName("jdbc.reads")
public record JdbcReads(
    @Description("One SELECT; :name stands for the value of a parameter.") String statement,
    @Description("Read in ranges of this column of the result: a number, a date or a timestamp.")
        Optional<String> sliceColumn,
    @Description("Into how many slices to cut, 1..256, each read over a connection of its own.")
        OptionalInt slices,
    @Description("In place of slices: conditions of which each row meets exactly one.")
        @Default("[]")
        List<String> sliceConditions)
    implements DataParams {

  /** Refuses slices that are cut in two ways, or in none. */
  public JdbcReads {
    sliceConditions = List.copyOf(sliceConditions);
    Faults faults = Faults.in("jdbc.reads");
    slices.ifPresent(count -> faults.range("slices", count, 1, Slicing.MAX_SLICES));
    faults
        .check(
            slices.isPresent() == sliceColumn.isPresent(),
            slices.isPresent() ? "slice_column" : "slices",
            null,
            slices.isPresent() ? "given where there are slices" : "given for the column")
        .check(
            sliceConditions.isEmpty() || sliceColumn.isEmpty(),
            "slice_conditions",
            sliceConditions.size(),
            "left out where there is a column")
        .check(
            sliceConditions.size() <= Slicing.MAX_SLICES,
            "slice_conditions",
            sliceConditions.size(),
            "at most 256")
        .throwIfAny();
  }

  /** Returns how the rows are cut. */
  Slicing slicing() {
    if (sliceColumn.isPresent()) {
      return Slicing.range(sliceColumn.get(), slices.orElseThrow());
    }
    return sliceConditions.isEmpty() ? Slicing.none() : Slicing.predicates(sliceConditions);
  }
}
