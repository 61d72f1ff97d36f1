package io.fastflight.source.duckdb.demo;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.WireName;
import java.util.OptionalLong;

/**
 * Asks for the rows of {@link GenerateParams}, from an asynchronous service.
 *
 * <p><b>Shape:</b> as there, but the enum column of mixed rows is plain utf8: a publisher of
 * batches has no way to send a dictionary.
 *
 * @param rows how many rows, 0..10^12
 * @param columns how many columns, 1..256; mixed rows always have 27
 * @param batchRows rows per batch, 1..16777216; the last batch has the rest
 * @param seed 0..2147483647
 * @param kind the type of the columns
 * @param delayMs how long to wait before each batch, 0..60000 milliseconds
 * @param failAtRow the row to fail at instead of delivering the batch it is in, if any
 * @param repeatBatch whether to send the first batch again and again, to measure what comes after
 *     the source
 */
@WireName("demo.generate_async")
@Description("The rows of demo.generate, published by an asynchronous service.")
@Example("{\"rows\": 1000, \"columns\": 3, \"kind\": \"int64\"}")
public record GenerateAsyncParams(
    @Description("How many rows, 0..1000000000000.") @Default("1000000") long rows,
    @Description("How many columns, 1..256; ignored by mixed, which has 27.") @Default("8")
        int columns,
    @Description(
            "Rows per batch, 1..16777216, the last batch has the rest. Wins over any batch size asked for elsewhere, so that the same request always has the same batches.")
        @Default("65536")
        int batchRows,
    @Description("Which rows, 0..2147483647: the same seed gives the same rows.") @Default("0")
        int seed,
    @Description("The columns: int64, float64, utf8, or mixed for one column of each type.")
        @Default("\"int64\"")
        GenerateKind kind,
    @Description("Milliseconds to wait before each batch, 0..60000.") @Default("0") int delayMs,
    @Description("The row to fail at: whole batches before it are delivered, then an error comes.")
        OptionalLong failAtRow,
    @Description(
            "Send the first batch again and again: row n is row n modulo batch_rows. Costs the source nothing.")
        @Default("false")
        boolean repeatBatch)
    implements DataParams {

  /** Refuses values out of range. */
  public GenerateAsyncParams {
    GeneratePlan.check(
        "demo.generate_async",
        new GeneratePlan(rows, columns, batchRows, seed, kind, delayMs, failAtRow, repeatBatch));
  }

  /** Asks for what {@code params} asks for. */
  public static GenerateAsyncParams of(GenerateParams params) {
    return new GenerateAsyncParams(
        params.rows(),
        params.columns(),
        params.batchRows(),
        params.seed(),
        params.kind(),
        params.delayMs(),
        params.failAtRow(),
        params.repeatBatch());
  }

  GeneratePlan plan() {
    return new GeneratePlan(rows, columns, batchRows, seed, kind, delayMs, failAtRow, repeatBatch);
  }
}
