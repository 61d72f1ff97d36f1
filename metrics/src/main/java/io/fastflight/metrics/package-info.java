/**
 * What engines and clients do, as meters of Micrometer; {@code docs/reference/metrics.md} has their
 * names.
 *
 * <p>Start reading at {@link io.fastflight.metrics.FastFlightMetrics}. Imports {@code engine} and
 * {@code client}; nothing else of ours knows Micrometer.
 */
@NullMarked
package io.fastflight.metrics;

import org.jspecify.annotations.NullMarked;
