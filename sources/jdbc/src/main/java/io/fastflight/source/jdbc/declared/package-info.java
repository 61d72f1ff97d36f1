/**
 * The source kind {@code jdbc} of services that are declared in a file, and what other SQL kinds
 * share with it.
 *
 * <p>Start reading at {@link io.fastflight.source.jdbc.declared.JdbcProvider}. Imports the packages
 * above and {@code api}.
 */
@NullMarked
package io.fastflight.source.jdbc.declared;

import org.jspecify.annotations.NullMarked;
