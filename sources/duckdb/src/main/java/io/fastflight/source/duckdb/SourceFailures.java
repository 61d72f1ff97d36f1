package io.fastflight.source.duckdb;

import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * Turns what DuckDB and Arrow throw into failures a caller may see.
 *
 * <p>DuckDB quotes values and paths in its messages, so none of its text is passed on but the kind
 * of error, such as {@code Conversion Error}, and the name of a missing file. The rest is in the
 * cause, for the server's log.
 */
final class SourceFailures {
  private static final Pattern MISSING_FILE =
      Pattern.compile(
          "IO Error: (?:No files found that match the pattern|Cannot open file) \"([^\"]*)\"");

  private static final Pattern KIND =
      Pattern.compile(
          "(Binder|Catalog|Connection|Constraint|Conversion|HTTP|IO|Internal|INTERNAL|Invalid Input"
              + "|Invalid Type|Not implemented|Not Implemented|Out of Memory|Out of Range|Parser"
              + "|Permission|Serialization|Syntax|Transaction) Error:");

  private final String source;

  SourceFailures(String source) {
    this.source = source;
  }

  /**
   * Returns the failure of a query.
   *
   * @param doing what failed, to read after "failed while"
   */
  FastFlightException of(String doing, Throwable cause) {
    if (cause instanceof FastFlightException known) {
      return known;
    }
    if (isOutOfMemory(cause)) {
      return new ResourceExhaustedException(
          "A batch of DuckDB source '%s' does not fit into the memory of the request. Ask for fewer rows per batch, or for fewer columns."
              .formatted(source),
          cause);
    }
    String text = String.valueOf(cause.getMessage());
    Matcher missing = MISSING_FILE.matcher(text);
    if (missing.find()) {
      return missingFile(missing.group(1), cause);
    }
    Matcher kind = KIND.matcher(text);
    String named = kind.find() ? " (" + kind.group(1).toLowerCase(Locale.ROOT) + " error)" : "";
    return new DataServiceException(
        "DuckDB source '%s' failed while %s%s. The service's author finds DuckDB's own words in the cause."
            .formatted(source, doing, named),
        cause);
  }

  /** Returns the failure of a query that was cut off because its database was closed. */
  FastFlightException closedMeanwhile() {
    return new DataServiceException(
        "DuckDB source '%s' was closed before the end of the stream. Close readers before the database."
            .formatted(source));
  }

  /** Returns the failure of a query that does something else than reading. */
  FastFlightException notReading() {
    return new DataServiceException(
        "A query of DuckDB source '%s' does more than reading, and was not run. Correct the SQL of the service."
            .formatted(source));
  }

  /** Returns the failure of a column whose type DuckDB does not hand out as what it is. */
  FastFlightException unreadable(String column, String type) {
    return new DataServiceException(
        "Column '%s' of DuckDB source '%s' has the type %s, which this source does not read. Cast it in the SQL of the service, to VARCHAR if need be."
            .formatted(column, source, type));
  }

  /** Arrow's loader wraps the failure of an allocator. */
  private static boolean isOutOfMemory(@Nullable Throwable cause) {
    return cause instanceof OutOfMemoryException
        || (cause instanceof IllegalArgumentException && isOutOfMemory(cause.getCause()));
  }

  private FastFlightException missingFile(String path, Throwable cause) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return new DataServiceException(
        "Data file '%s' of DuckDB source '%s' was not found. Put it into the folder the source reads, or correct the name in the service's SQL."
            .formatted(name, source),
        cause);
  }
}
