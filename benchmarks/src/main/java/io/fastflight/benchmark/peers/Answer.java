package io.fastflight.benchmark.peers;

import org.jspecify.annotations.Nullable;

/**
 * Tells what one run saw.
 *
 * @param rows of all streams or calls
 * @param sum of the first integer column, over all rows
 * @param seconds from before the first request to after the last batch
 * @param p50Micros of the calls, else 0
 * @param p99Micros of the calls, else 0
 * @param memory of the process after the run, with the peak of its resident memory
 * @param error what failed, or null
 */
public record Answer(
    long rows,
    long sum,
    double seconds,
    double p50Micros,
    double p99Micros,
    @Nullable MemoryFacts memory,
    @Nullable String error) {
  /** Tells of a run that failed. */
  public static Answer failed(String error) {
    return new Answer(0, 0, 0, 0, 0, null, error);
  }
}
