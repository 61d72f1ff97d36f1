/**
 * The source kind {@code iceberg} of services that are declared in a file.
 *
 * <p>Start reading at {@link io.fastflight.source.iceberg.declared.IcebergProvider}. Imports the
 * package above, {@code api} and Iceberg's expressions.
 */
@NullMarked
package io.fastflight.source.iceberg.declared;

import org.jspecify.annotations.NullMarked;
