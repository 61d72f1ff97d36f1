package io.fastflight.source.duckdb.demo;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.Faults;
import io.fastflight.service.Plan;
import io.fastflight.service.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What both services generate; see {@link GenerateParams} for the components. */
record GeneratePlan(
    long rows,
    int columns,
    int batchRows,
    int seed,
    GenerateKind kind,
    int delayMs,
    OptionalLong failAtRow,
    boolean repeatBatch) {

  private static final long MAX_ROWS = 1_000_000_000_000L;
  private static final int MAX_COLUMNS = 256;
  private static final int MAX_BATCH_ROWS = 16_777_216;
  private static final int MAX_DELAY_MS = 60_000;

  /** Two row ids as this class writes them: no sign, no leading zero, at most 10^12. */
  private static final Pattern TOKEN = Pattern.compile("(0|[1-9][0-9]{0,12})-(0|[1-9][0-9]{0,12})");

  GeneratePlan {
    requireNonNull(kind, "kind");
    requireNonNull(failAtRow, "failAtRow");
  }

  static void check(String wireName, GeneratePlan plan) {
    Faults faults =
        Faults.in(wireName)
            .range("rows", plan.rows, 0, MAX_ROWS)
            .range("columns", plan.columns, 1, MAX_COLUMNS)
            .range("batch_rows", plan.batchRows, 1, MAX_BATCH_ROWS)
            .range("seed", plan.seed, 0, Integer.MAX_VALUE)
            .range("delay_ms", plan.delayMs, 0, MAX_DELAY_MS);
    plan.failAtRow.ifPresent(row -> faults.range("fail_at_row", row, 0, MAX_ROWS));
    faults.throwIfAny();
  }

  /** The rows {@code from..to - 1}. */
  record RowRange(long from, long to) {}

  RowRange allRows() {
    return new RowRange(0, rows);
  }

  /**
   * Returns the rows from the beginning of the batch that has row {@code row}, or none behind all.
   */
  RowRange rowsFromBatchOf(long row) {
    return new RowRange(Math.min(row - row % batchRows, rows), rows);
  }

  /** Cuts the rows into at most {@code maxSlices} ranges of whole batches, about equally long. */
  Plan slices(int maxSlices) {
    long batches = (rows + batchRows - 1) / batchRows;
    int count = (int) Math.max(1, Math.min(maxSlices, batches));
    List<Slice> slices = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long from = batches * i / count * batchRows;
      long to = Math.min(rows, batches * (i + 1) / count * batchRows);
      slices.add(new Slice(from + "-" + to));
    }
    return new Plan(slices, true);
  }

  /**
   * Reads what {@link #slices} wrote.
   *
   * @throws InvalidParamsException if the token is no range of whole batches of these rows
   */
  RowRange range(String wireName, Slice slice) {
    Matcher token = TOKEN.matcher(slice.token());
    if (token.matches()) {
      RowRange range = new RowRange(Long.parseLong(token.group(1)), Long.parseLong(token.group(2)));
      if (isCut(range)) {
        return range;
      }
    }
    Faults faults = Faults.in(wireName);
    faults.check(
        false,
        "slice",
        slice.token(),
        "FROM-TO with FROM below TO, both multiples of " + batchRows + " or TO " + rows);
    faults.throwIfAny();
    throw new AssertionError("unreachable");
  }

  private boolean isCut(RowRange range) {
    boolean onBatches =
        range.from % batchRows == 0 && (range.to % batchRows == 0 || range.to == rows);
    return onBatches && range.to <= rows && (range.from < range.to || rows == 0);
  }
}
