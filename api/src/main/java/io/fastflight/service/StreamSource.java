package io.fastflight.service;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Opens streams for a door that need not know where they come from: the engine in this process, or
 * a remote server.
 *
 * <p><b>Threads:</b> called from any thread.
 */
public interface StreamSource {

  /**
   * Returns this source as {@code caller} may see it: what they may not know of is not there, and
   * what is opened is opened for them.
   *
   * <p>A remote source knows its callers by their credentials, and answers as it is.
   *
   * <p><b>Ownership:</b> a view; nothing to close.
   */
  StreamSource as(Identity caller);

  /**
   * Opens the stream a request asks for.
   *
   * <p><b>Ownership:</b> returned owned. <b>Threads:</b> may block.
   *
   * @throws FastFlightException if the request is wrong, names no service, or the service fails to
   *     open
   */
  BatchReader open(StreamRequest request);

  /**
   * Describes all services, in the order they were registered.
   *
   * @throws FastFlightException if they cannot be asked for
   */
  List<ServiceDescription> services();

  /**
   * Returns whether there is a service, whether this caller may use it or not: whoever watches over
   * a server has no part in its data.
   *
   * <p>A remote source says whether it has one for the credentials it is asked with.
   *
   * @throws FastFlightException if it cannot be asked for
   */
  default boolean hasServices() {
    return !services().isEmpty();
  }

  /**
   * Describes one service, by its name or an alias.
   *
   * @throws io.fastflight.error.ServiceNotFoundException if there is none
   * @throws FastFlightException if it cannot be asked for
   */
  ServiceDescription describe(String name);

  /**
   * Returns the schema of the stream a request would open, in message format: a dictionary-encoded
   * field has the type of its values.
   *
   * <p><b>Threads:</b> may block, as long as {@link #open} does.
   *
   * @throws FastFlightException as {@link #open} would
   */
  Schema schema(StreamRequest request);
}
