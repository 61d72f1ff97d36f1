/**
 * Writers of columns: each puts the values of one Arrow column straight into its buffers, with one
 * capacity check a row for all columns together.
 *
 * <p>Start reading at {@link io.fastflight.source.jdbc.column.BatchBuilder}. Imports Arrow only, so
 * that every source that reads row by row can use it.
 */
@NullMarked
package io.fastflight.source.jdbc.column;

import org.jspecify.annotations.NullMarked;
