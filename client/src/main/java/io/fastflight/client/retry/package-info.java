/**
 * When a failed call is made again, and when a location is left alone: presets, pauses, the budget,
 * the breakers.
 *
 * <p>Start reading at {@link io.fastflight.client.retry.ResilienceConfig}. Imports {@code error}
 * and Resilience4j; knows nothing of Flight or gRPC.
 */
@NullMarked
package io.fastflight.client.retry;

import org.jspecify.annotations.NullMarked;
