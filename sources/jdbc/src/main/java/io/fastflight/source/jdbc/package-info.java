/**
 * Data services over any database with a JDBC driver: streamed, read-only, values always bound.
 *
 * <p>Start reading at {@link io.fastflight.source.jdbc.JdbcDatabase}; {@code ColumnTypes} chooses
 * the Arrow type of each column. Imports {@code api}, HikariCP and {@code java.sql}; each driver is
 * the user's to bring.
 */
@NullMarked
package io.fastflight.source.jdbc;

import org.jspecify.annotations.NullMarked;
