/**
 * What a source is asked: the text of one SELECT that its author wrote, values that are always
 * bound, and how to cut the rows into slices.
 *
 * <p>Start reading at {@link io.fastflight.source.jdbc.sql.SqlQuery}. Imports {@code api} only.
 */
@NullMarked
package io.fastflight.source.jdbc.sql;

import org.jspecify.annotations.NullMarked;
