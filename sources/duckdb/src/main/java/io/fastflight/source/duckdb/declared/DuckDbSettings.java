package io.fastflight.source.duckdb.declared;

import io.fastflight.params.Amounts;
import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a DuckDB source is told. */
@WireName("duckdb")
@Description("SQL over Parquet, CSV, JSON and NDJSON files, and over a DuckDB database file.")
public record DuckDbSettings(
    @Description("The folders whose files may be read, with all below them; nothing else is.")
        @Default("[]")
        List<String> roots,
    @Description(
            "Names for files below the roots, such as sales: data/*.parquet, to use as tables in statements; .parquet, .csv, .tsv, .json, .ndjson, .jsonl, .arrow, .arrows, .feather, .ipc. Not beside a database.")
        @Default("{}")
        Map<String, String> tables,
    @Description("A DuckDB database file, opened read-only.") Optional<String> database,
    @Description("How many threads all queries share, 1..1024; one for each core at first.")
        OptionalInt threads,
    @Description(
            "Memory of sorting, grouping and joining, of all queries together, at least 16MiB.")
        @Default("\"1GiB\"")
        String memoryLimit,
    @Description(
            "A folder for what does not fit into memory; without one, a query that needs more fails.")
        Optional<String> tempFolder)
    implements DataParams {
  private static final long MIN_MEMORY_BYTES = 16L << 20;

  /** Refuses values out of range. */
  public DuckDbSettings {
    roots = List.copyOf(roots);
    tables = Map.copyOf(tables);
    Faults faults = Faults.in("duckdb");
    threads.ifPresent(count -> faults.range("threads", count, 1, 1_024));
    faults
        .check(
            Amounts.bytes(memoryLimit).orElse(0) >= MIN_MEMORY_BYTES,
            "memory_limit",
            memoryLimit,
            "a size of at least 16MiB")
        .check(
            !roots.isEmpty() || database.isPresent(),
            "roots",
            roots,
            "at least one folder, or database a file")
        .check(
            tables.isEmpty() || database.isEmpty(),
            "tables",
            tables.keySet(),
            "left out where there is a database, which has tables of its own")
        .throwIfAny();
  }
}
