package io.fastflight.source.jdbc.pool;

import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import java.sql.SQLException;
import java.util.Map;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * Turns what drivers and Arrow throw into failures a caller may see.
 *
 * <p>Drivers quote values, statements and URLs in their messages, so none of their text is passed
 * on but the SQLSTATE and what its class means. The rest is in the cause, for the server's log.
 */
public final class SqlFailures {
  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("25006", "the statement does more than reading"),
          Map.entry("57014", "the statement was cancelled"),
          Map.entry("57P01", "the database ended the connection"),
          Map.entry("57P02", "the database ended the connection after a crash"),
          Map.entry("57P03", "the database is not ready"));

  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("08", "the connection failed"),
          Map.entry("22", "a value does not fit"),
          Map.entry("23", "a constraint was violated"),
          Map.entry("25", "wrong transaction state"),
          Map.entry("28", "the credentials were refused"),
          Map.entry("40", "the transaction was rolled back"),
          Map.entry("42", "the statement is wrong, or lacks a privilege"),
          Map.entry("53", "the database lacks resources"),
          Map.entry("57", "an operator intervened"),
          Map.entry("58", "the database's system failed"),
          Map.entry("XX", "the database has an internal fault"));

  private final String source;

  /** Creates it for the source that messages call {@code source}. */
  public SqlFailures(String source) {
    this.source = source;
  }

  /** Returns what messages call the source. */
  public String source() {
    return source;
  }

  /**
   * Returns the failure to tell.
   *
   * @param doing what failed, to read after "failed while"
   */
  public FastFlightException of(String doing, Throwable cause) {
    if (cause instanceof FastFlightException known) {
      return known;
    }
    if (isOutOfMemory(cause)) {
      return new ResourceExhaustedException(
          "A batch of source '%s' does not fit into the memory of the request. Ask for fewer rows per batch, or for fewer columns."
              .formatted(source),
          cause);
    }
    return new DataServiceException(
        "Source '%s' failed while %s%s. The server's log has the database's own words."
            .formatted(source, doing, reason(sqlState(cause))),
        cause);
  }

  /** Returns the failure of a column that holds what its Arrow type cannot. */
  public static DataServiceException unfit(String column, String holds, String type) {
    return new DataServiceException(
        "Column '%s' holds %s, which its Arrow type %s cannot. Cast it in the SQL of the service, to text if need be."
            .formatted(column, holds, type));
  }

  /** Returns the failure of a column whose type has no Arrow type here. */
  public static DataServiceException unknownType(String column, String type) {
    return new DataServiceException(
        "Column '%s' has the type %s, which this source does not read. Cast it in the SQL of the service, to text if need be."
            .formatted(column, type));
  }

  private static String reason(@Nullable String state) {
    if (state == null || !state.matches("[0-9A-Z]{5}")) {
      return "";
    }
    String meaning = STATES.getOrDefault(state, CLASSES.get(state.substring(0, 2)));
    return " (SQLSTATE " + state + (meaning == null ? ")" : ": " + meaning + ")");
  }

  private static @Nullable String sqlState(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof SQLException failure && failure.getSQLState() != null) {
        return failure.getSQLState();
      }
    }
    return null;
  }

  private static boolean isOutOfMemory(@Nullable Throwable cause) {
    return cause instanceof OutOfMemoryException
        || (cause instanceof IllegalArgumentException && isOutOfMemory(cause.getCause()));
  }
}
