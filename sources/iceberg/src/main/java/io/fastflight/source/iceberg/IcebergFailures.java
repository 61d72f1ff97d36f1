package io.fastflight.source.iceberg;

import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Iceberg and its stores throw into failures a caller may see.
 *
 * <p>Their messages quote URLs, paths and values, so none of their text is passed on. It is in the
 * cause, for the server's log.
 *
 * @param source what messages call the source
 */
record IcebergFailures(String source) {

  /**
   * Returns the failure of a request.
   *
   * @param doing what failed, to read after "failed while"
   */
  FastFlightException of(String doing, Throwable cause) {
    if (cause instanceof FastFlightException known) {
      return known;
    }
    if (cause instanceof OutOfMemoryException) {
      return new ResourceExhaustedException(
          "A batch of Iceberg source '%s' does not fit into the memory of the request. Ask for fewer rows per batch, or for fewer columns."
              .formatted(source),
          cause);
    }
    return new DataServiceException(
        "Iceberg source '%s' failed while %s%s. The server's log has the cause."
            .formatted(source, doing, reason(cause)),
        cause);
  }

  /** Returns the failure of asking the catalog for a table. */
  FastFlightException ofTable(String table, Throwable cause) {
    if (cause instanceof NoSuchTableException || cause instanceof NoSuchNamespaceException) {
      return new DataServiceException(
          "The table '%s' was not found in the catalog of Iceberg source '%s'. Correct the table of the service, or create it."
              .formatted(table, source),
          cause);
    }
    return of("loading table '%s'".formatted(table), cause);
  }

  private static String reason(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      String reason = known(each);
      if (!reason.isEmpty()) {
        return ": " + reason;
      }
    }
    return "";
  }

  private static String known(Throwable cause) {
    if (cause instanceof NotAuthorizedException || cause instanceof ForbiddenException) {
      return "the catalog refused its credentials";
    }
    if (cause instanceof ServiceUnavailableException
        || cause instanceof java.net.ConnectException
        || cause instanceof java.net.UnknownHostException) {
      return "the catalog or the store cannot be reached";
    }
    if (cause instanceof NotFoundException) {
      return "a file of the table is missing";
    }
    if (cause instanceof UnsupportedOperationException unread
        && String.valueOf(unread.getMessage()).startsWith("a data file ")) {
      return String.valueOf(unread.getMessage());
    }
    return "";
  }
}
