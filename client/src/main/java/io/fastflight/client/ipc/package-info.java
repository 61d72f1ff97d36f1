/**
 * Writes what a reader gives as Arrow IPC, stream or file, to channels, files and subscribers.
 *
 * <p>Start reading at {@link io.fastflight.client.ipc.IpcOutput}. Imports {@code api} and {@code
 * wire}.
 */
@NullMarked
package io.fastflight.client.ipc;

import org.jspecify.annotations.NullMarked;
