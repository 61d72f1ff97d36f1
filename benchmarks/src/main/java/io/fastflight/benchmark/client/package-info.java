/**
 * The client processes: ours, and what it is measured beside.
 *
 * <p>Start at {@link io.fastflight.benchmark.client.ClientMain}. Imports what it reads with.
 */
@NullMarked
package io.fastflight.benchmark.client;

import org.jspecify.annotations.NullMarked;
