/**
 * Parquet as a format of the HTTP door, found there by {@link java.util.ServiceLoader}.
 *
 * <p>Start reading at {@link io.fastflight.parquet.ParquetFormat}. Imports {@code api}, {@code
 * wire} and {@code http.format}; DuckDB writes the file.
 */
@NullMarked
package io.fastflight.parquet;

import org.jspecify.annotations.NullMarked;
