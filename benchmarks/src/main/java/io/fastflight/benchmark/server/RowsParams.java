package io.fastflight.benchmark.server;

import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;

/**
 * Asks for 8 int64 columns that are computed for this stream alone.
 *
 * @param seed which rows
 * @param rows how many
 * @param batchRows rows per batch
 */
@WireName("bench.rows")
public record RowsParams(int seed, long rows, int batchRows) implements DataParams {}
