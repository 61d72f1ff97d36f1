package io.fastflight.source.duckdb.declared;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import java.util.Optional;

/** What a service reads from a DuckDB source. */
@WireName("duckdb.reads")
public record DuckDbReads(
    @Description(
            "One SELECT; :name or $name stands for the value of a parameter. It reads the tables of its source, and files below the roots by their absolute paths.")
        Optional<String> statement,
    @Description(
            "In place of a statement: files to read whole, such as data/*.parquet; .parquet, .csv, .tsv, .json, .ndjson, .jsonl.")
        Optional<String> path,
    @Description(
            "Whether the same request always has the same rows in the same order as long as no file below the roots is changed: a broken stream is then read on.")
        @Default("false")
        boolean stableOrder)
    implements DataParams {

  /** Refuses both a statement and a path, and neither. */
  public DuckDbReads {
    Faults.in("duckdb.reads")
        .check(
            statement.isPresent() != path.isPresent(),
            "statement",
            statement.isPresent() ? "one beside a path" : null,
            "given, or a path in its place, and not both")
        .throwIfAny();
  }
}
