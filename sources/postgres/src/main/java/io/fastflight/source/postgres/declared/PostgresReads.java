package io.fastflight.source.postgres.declared;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import io.fastflight.source.jdbc.sql.Slicing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a service reads from a PostgreSQL source. */
@WireName("postgres.reads")
public record PostgresReads(
    @Description("One SELECT; :name stands for the value of a parameter.") String statement,
    @Description("Read in ranges of this column of the result: a number, a date or a timestamp.")
        Optional<String> sliceColumn,
    @Description(
            "In place of a column: read in ranges of the blocks of this table, where the statement says :slice.")
        Optional<String> sliceTable,
    @Description("What the statement calls the table, where it has another name there.")
        Optional<String> sliceAlias,
    @Description("Into how many slices to cut, 1..256, each read over a connection of its own.")
        OptionalInt slices,
    @Description("In place of slices: conditions of which each row meets exactly one.")
        @Default("[]")
        List<String> sliceConditions)
    implements DataParams {

  /** Refuses slices that are cut in two ways, or in none. */
  public PostgresReads {
    sliceConditions = List.copyOf(sliceConditions);
    boolean counted = sliceColumn.isPresent() || sliceTable.isPresent();
    Faults faults = Faults.in("postgres.reads");
    slices.ifPresent(count -> faults.range("slices", count, 1, Slicing.MAX_SLICES));
    faults
        .check(
            slices.isPresent() || !counted, "slices", null, "given for slice_column or slice_table")
        .check(
            counted || slices.isEmpty(),
            "slice_column",
            null,
            "given where there are slices, or slice_table")
        .check(
            sliceColumn.isEmpty() || sliceTable.isEmpty(),
            "slice_table",
            sliceTable.orElse(""),
            "left out where there is a column")
        .check(
            sliceAlias.isEmpty() || sliceTable.isPresent(),
            "slice_alias",
            sliceAlias.orElse(""),
            "left out where there is no slice_table")
        .check(
            sliceConditions.isEmpty() || !counted,
            "slice_conditions",
            sliceConditions.size(),
            "left out where there is a column or a table")
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
    if (sliceTable.isPresent()) {
      String table = sliceTable.get();
      return Slicing.blocks(table, sliceAlias.orElse(table), slices.orElseThrow());
    }
    return sliceConditions.isEmpty() ? Slicing.none() : Slicing.predicates(sliceConditions);
  }
}
