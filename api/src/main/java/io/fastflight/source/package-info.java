/**
 * What a data source offers to services that are declared in a file: a kind, its settings, and a
 * service for each statement or path.
 *
 * <p>Start reading at {@link io.fastflight.source.SourceProvider}. Imports {@code service} and
 * {@code params}.
 */
@NullMarked
package io.fastflight.source;

import org.jspecify.annotations.NullMarked;
