/**
 * Measures what the documents claim; each command says its question, data and what would change our
 * mind.
 *
 * <p>Start at {@link io.fastflight.benchmark.Main}.
 */
@NullMarked
package io.fastflight.benchmark;

import org.jspecify.annotations.NullMarked;
