/**
 * Reads streams from Flight servers: ours with a proof of completeness, any other with what Flight
 * itself promises.
 *
 * <p>Start reading at {@link io.fastflight.client.FastFlightClient}. Imports {@code api}, {@code
 * wire} and gRPC.
 */
@NullMarked
package io.fastflight.client;

import org.jspecify.annotations.NullMarked;
