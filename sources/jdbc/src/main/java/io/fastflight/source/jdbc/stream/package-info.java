/**
 * Reads batches ahead on threads of their own, from one connection or from several at once, and
 * stops them within a second when nobody wants the rows any more.
 *
 * <p>Start reading at {@link io.fastflight.source.jdbc.stream.ReadAhead}; {@link
 * io.fastflight.source.jdbc.stream.Interruption} is what stops a query. Imports {@code api} and
 * Arrow only: what a query is, the packages above know.
 */
@NullMarked
package io.fastflight.source.jdbc.stream;

import org.jspecify.annotations.NullMarked;
