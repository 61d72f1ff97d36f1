/**
 * The server processes: ours, and what it is measured beside.
 *
 * <p>Start at {@link io.fastflight.benchmark.server.ServerMain}. Imports what it serves with.
 */
@NullMarked
package io.fastflight.benchmark.server;

import org.jspecify.annotations.NullMarked;
