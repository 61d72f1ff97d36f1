package io.fastflight.source.jdbc.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says how to connect, and how often at once.
 *
 * @param name what messages call the source
 * @param url the JDBC URL; no message holds it
 * @param user or null
 * @param password or null; no message and no {@link #toString} holds it
 * @param driverClass loads and registers the driver
 * @param properties of the driver
 * @param firstStatement runs once on each new connection; empty for none
 * @param size connections at most, 1..1000
 * @param patience how long a request waits for a free connection before it is refused
 */
public record PoolSettings(
    String name,
    String url,
    @Nullable String user,
    @Nullable String password,
    String driverClass,
    Map<String, String> properties,
    String firstStatement,
    int size,
    Duration patience) {
  /** Copies the map. */
  public PoolSettings {
    requireNonNull(name, "name");
    requireNonNull(url, "url");
    requireNonNull(driverClass, "driverClass");
    requireNonNull(firstStatement, "firstStatement");
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "PoolSettings[" + name + ", " + size + " connections]";
  }
}
