/**
 * The source kind {@code duckdb} of services that are declared in a file.
 *
 * <p>Start reading at {@link io.fastflight.source.duckdb.declared.DuckDbProvider}. Imports the
 * package above and {@code api}.
 */
@NullMarked
package io.fastflight.source.duckdb.declared;

import org.jspecify.annotations.NullMarked;
