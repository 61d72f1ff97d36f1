/**
 * The processes of a benchmark: started, spoken to, and ended by their handles on every way out.
 *
 * <p>Start at {@link io.fastflight.benchmark.fleet.Fleet}. Imports the protocol and the mains.
 */
@NullMarked
package io.fastflight.benchmark.fleet;

import org.jspecify.annotations.NullMarked;
