/**
 * Bounded leases, first come first served.
 *
 * <p>Start reading at {@link io.fastflight.client.pool.StreamPool}. Imports {@code error}; knows
 * nothing of Flight or gRPC.
 */
@NullMarked
package io.fastflight.client.pool;

import org.jspecify.annotations.NullMarked;
