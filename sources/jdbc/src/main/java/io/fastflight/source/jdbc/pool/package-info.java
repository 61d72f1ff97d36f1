/**
 * Connections: a pool whose waiters are told when it is exhausted, and what a caller may know of a
 * driver's failures.
 *
 * <p>Start reading at {@link io.fastflight.source.jdbc.pool.ConnectionPool}. Imports {@code api},
 * HikariCP and {@code java.sql}.
 */
@NullMarked
package io.fastflight.source.jdbc.pool;

import org.jspecify.annotations.NullMarked;
