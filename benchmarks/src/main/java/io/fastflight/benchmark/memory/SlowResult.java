package io.fastflight.benchmark.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the slow clients saw.
 *
 * @param batches taken by the slow streams
 * @param rows checked, each in every column
 * @param starvedStreams that did not get a batch in the time they were watched
 * @param firstBatchMillis of the fresh streams: from before the connection to the first batch
 * @param failure the first wrong row or failed stream, or null
 */
public record SlowResult(
    long batches,
    long rows,
    long starvedStreams,
    List<Double> firstBatchMillis,
    @Nullable String failure) {}
