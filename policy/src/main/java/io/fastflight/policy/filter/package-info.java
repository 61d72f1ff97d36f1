/**
 * Conditions on rows: a small language, bound to a schema once, tested a column at a time.
 *
 * <p>Start reading at {@link io.fastflight.policy.filter.Filter}. Imports {@code error} and the
 * identity of {@code service}.
 */
@NullMarked
package io.fastflight.policy.filter;

import org.jspecify.annotations.NullMarked;
