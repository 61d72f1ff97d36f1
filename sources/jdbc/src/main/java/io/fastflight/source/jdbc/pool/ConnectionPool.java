package io.fastflight.source.jdbc.pool;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lends read-only connections, never more than its size.
 *
 * <p>Who waits longer than the pool's patience is refused with RESOURCE_EXHAUSTED. Waiters are
 * served in the order they came, and one that needs several connections gets them all at once, so
 * that no two requests wait for each other. A cancelled waiter leaves at once.
 *
 * <p><b>Threads:</b> any.
 */
public final class ConnectionPool implements AutoCloseable {
  private static final int MAX_SIZE = 1_000;
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  /** How long to try to reach the database, in milliseconds. */
  private static final long CONNECT_MILLIS = 10_000;

  private final PoolSettings settings;
  private final SqlFailures failures;
  private final Permits free;
  private final HikariDataSource hikari;

  /**
   * Connects once, to see that it works.
   *
   * @throws FastFlightException if the database cannot be reached or refuses; the message holds
   *     neither URL nor password
   */
  public ConnectionPool(PoolSettings settings, SqlFailures failures) {
    this.settings = requireNonNull(settings, "settings");
    this.failures = requireNonNull(failures, "failures");
    if (settings.size() < 1 || settings.size() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "A pool has 1..1000 connections, not " + settings.size() + ".");
    }
    this.free = new Permits(settings.size());
    this.hikari = start(settings, failures);
  }

  /** Returns how many connections it lends at most. */
  public int size() {
    return settings.size();
  }

  /** Returns how many connections are lent at the moment. */
  public int lent() {
    return settings.size() - free.free();
  }

  /**
   * Takes {@code count} connections, without automatic commits, each to be given back.
   *
   * @throws ResourceExhaustedException if they are not free in time
   * @throws FastFlightException if the call is cancelled, or the database cannot be reached
   */
  public List<Connection> take(int count, Cancellation cancellation) {
    awaitFree(count, cancellation);
    List<Connection> taken = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        taken.add(hikari.getConnection());
      }
      return taken;
    } catch (SQLException | RuntimeException failed) {
      taken.forEach(ConnectionPool::closeQuietly);
      free.giveBack(count);
      throw failures.of("connecting", failed);
    }
  }

  /**
   * Takes a connection back; what its transaction did is rolled back. Never throws.
   *
   * @param reusable false to close it for good
   */
  public void giveBack(Connection connection, Reuse reusable) {
    if (reusable == Reuse.YES && rolledBack(connection)) {
      closeQuietly(connection);
    } else {
      // Closes it for good. Closed besides, it would be rolled back, which waits for ever where a
      // COPY has not come to its end.
      hikari.evictConnection(connection);
    }
    free.giveBack(1);
  }

  private static boolean rolledBack(Connection connection) {
    try {
      connection.rollback();
      return true;
    } catch (SQLException | RuntimeException broken) {
      return false;
    }
  }

  /** Says whether a connection can serve another request. */
  public enum Reuse {
    /** It is as it was. */
    YES,
    /** It was interrupted, or failed. */
    NO
  }

  @Override
  public void close() {
    hikari.close();
  }

  private void awaitFree(int count, Cancellation cancellation) {
    try {
      if (!free.take(count, settings.patience(), cancellation)) {
        throw exhausted(count);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCancelledException(
          "Interrupted while waiting for a connection of source '%s'.".formatted(failures.source()),
          interrupted);
    }
  }

  private ResourceExhaustedException exhausted(int wanted) {
    return new ResourceExhaustedException(
        "No free connection to source '%s' within %s ms: %s of %s are in use, %s wanted. Try again later, or raise poolSize."
            .formatted(failures.source(), settings.patience().toMillis(), lent(), size(), wanted),
        RETRY_DELAY);
  }

  private static HikariDataSource start(PoolSettings settings, SqlFailures failures) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("fastflight-" + settings.name());
    config.setDriverClassName(settings.driverClass());
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    settings.properties().forEach(config::addDataSourceProperty);
    if (!settings.firstStatement().isEmpty()) {
      config.setConnectionInitSql(settings.firstStatement());
    }
    config.setMaximumPoolSize(settings.size());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setAutoCommit(false);
    config.setIsolateInternalQueries(true); // else the first rollback takes firstStatement back
    config.setReadOnly(true);
    config.setInitializationFailTimeout(1);
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException failed) { // refused, not reached, or a URL the driver does not take
      throw failures.of("connecting", failed);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException gone) {
      // it is not used again
    }
  }
}
