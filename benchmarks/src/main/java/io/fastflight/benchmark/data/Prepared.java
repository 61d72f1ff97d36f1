package io.fastflight.benchmark.data;

/**
 * Says what one batch of a shape holds, so that a run can be checked and told in MB.
 *
 * @param rows of the batch
 * @param bytes of its values, offsets and, where it has nulls, validity bitmaps; the same number
 *     for every peer, whatever else that peer sends
 * @param sum of its first integer column, nulls as 0
 * @param ipcBytes of schema and batch as an IPC stream: what a small answer weighs
 */
public record Prepared(long rows, long bytes, long sum, long ipcBytes) {}
