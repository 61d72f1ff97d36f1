/**
 * What many slow streams, and one long one, hold in memory.
 *
 * <p>Start at {@link io.fastflight.benchmark.memory.SlowStreamsRun}. Uses the processes of the
 * other benchmarks.
 */
@NullMarked
package io.fastflight.benchmark.memory;

import org.jspecify.annotations.NullMarked;
