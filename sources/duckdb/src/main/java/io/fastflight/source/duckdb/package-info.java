/**
 * Data services over DuckDB: SQL on Parquet, CSV and JSON files or on a DuckDB file, streamed
 * through DuckDB's own Arrow export.
 *
 * <p>Start reading at {@link io.fastflight.source.duckdb.DuckDbDatabase}; {@code RunningQuery} is
 * the one class that touches native handles. Imports only {@code api}, the DuckDB driver and
 * Arrow's C data interface.
 */
@NullMarked
package io.fastflight.source.duckdb;

import org.jspecify.annotations.NullMarked;
