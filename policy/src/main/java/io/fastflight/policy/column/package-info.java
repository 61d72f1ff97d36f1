/**
 * What a caller sees of a stream: the rows a filter keeps, in columns of their own, and masked
 * columns.
 *
 * <p>Start reading at {@link io.fastflight.policy.column.Guard}. Imports {@code batch}, {@code
 * text}, {@code error} and {@code policy.filter}.
 */
@NullMarked
package io.fastflight.policy.column;

import org.jspecify.annotations.NullMarked;
