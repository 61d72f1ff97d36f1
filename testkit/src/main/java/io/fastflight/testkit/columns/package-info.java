/**
 * Columns of every Arrow type that travels, filled with values to compare.
 *
 * <p>Start reading at {@link io.fastflight.testkit.columns.PlainColumns} and {@link
 * io.fastflight.testkit.columns.NestedColumns}. Imports Arrow's vectors only.
 */
@NullMarked
package io.fastflight.testkit.columns;

import org.jspecify.annotations.NullMarked;
