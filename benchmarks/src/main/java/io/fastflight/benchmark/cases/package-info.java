/**
 * What is measured: the table of cases, how each is run, and the bars.
 *
 * <p>Start at {@link io.fastflight.benchmark.cases.Cases}, which says what is measured beside what.
 */
@NullMarked
package io.fastflight.benchmark.cases;

import org.jspecify.annotations.NullMarked;
