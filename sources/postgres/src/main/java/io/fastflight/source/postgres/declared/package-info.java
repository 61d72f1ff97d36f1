/**
 * The source kind {@code postgres} of services that are declared in a file.
 *
 * <p>Start reading at {@link io.fastflight.source.postgres.declared.PostgresProvider}. Imports the
 * package above, what the JDBC source shares, and {@code api}.
 */
@NullMarked
package io.fastflight.source.postgres.declared;

import org.jspecify.annotations.NullMarked;
