/**
 * What the processes of a benchmark say to each other, one line of JSON at a time, and which kinds
 * of them there are.
 *
 * <p>Start at {@link io.fastflight.benchmark.peers.Command}. Imports Jackson, and the facts of this
 * JVM.
 */
@NullMarked
package io.fastflight.benchmark.peers;

import org.jspecify.annotations.NullMarked;
