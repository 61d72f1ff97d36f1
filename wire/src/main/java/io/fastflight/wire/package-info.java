/**
 * Record batches to and from the bytes of Flight and Arrow IPC, and the pump that moves them when
 * the peer is ready.
 *
 * <p>Start reading at {@link io.fastflight.wire.StreamPump} for the way out and {@link
 * io.fastflight.wire.BatchDecoder} for the way in. Imports {@code api}, Arrow, gRPC and Netty;
 * knows no engine, server or client.
 */
@NullMarked
package io.fastflight.wire;

import org.jspecify.annotations.NullMarked;
