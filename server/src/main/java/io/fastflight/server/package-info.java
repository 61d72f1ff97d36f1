/**
 * The Flight RPC methods over the engine.
 *
 * <p>Start reading at {@link io.fastflight.server.FastFlightServer}. Imports {@code engine}, {@code
 * wire} and gRPC.
 */
@NullMarked
package io.fastflight.server;

import org.jspecify.annotations.NullMarked;
