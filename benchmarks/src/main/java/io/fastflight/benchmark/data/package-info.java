/**
 * What travels: the shapes, their batches, and the sum every client must find.
 *
 * <p>Start at {@link io.fastflight.benchmark.data.Shape}. Imports Arrow and nothing of the peers.
 */
@NullMarked
package io.fastflight.benchmark.data;

import org.jspecify.annotations.NullMarked;
