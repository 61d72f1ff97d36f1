package io.fastflight.client;

import io.fastflight.error.InternalFaultException;
import io.fastflight.wire.FlightLocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The parts of a result, as a server's FlightInfo names them.
 *
 * @param reads one per endpoint
 * @param ordered true if the rows of one come before those of the next
 */
record Endpoints(List<ReadPlan> reads, boolean ordered) {
  /** Flight's own word for the connection that FlightInfo came over. */
  private static final String SAME_CONNECTION = "arrow-flight-reuse-connection:";

  static Endpoints of(Flight.FlightInfo info, ReadPlan read) {
    List<ReadPlan> reads = new ArrayList<>();
    for (Flight.FlightEndpoint endpoint : info.getEndpointList()) {
      reads.add(read.endpoint(endpoint.getTicket().getTicket().toByteArray(), locations(endpoint)));
    }
    return new Endpoints(List.copyOf(reads), info.getOrdered());
  }

  /** Returns where an endpoint can be read; empty for where FlightInfo came from. */
  private static List<FlightLocation> locations(Flight.FlightEndpoint endpoint) {
    List<FlightLocation> known = new ArrayList<>();
    for (Flight.Location location : endpoint.getLocationList()) {
      if (location.getUri().startsWith(SAME_CONNECTION)) {
        return List.of();
      }
      try {
        known.add(FlightLocation.parse(location.getUri()));
      } catch (IllegalArgumentException foreign) {
        // a scheme that this client does not read; another of the list may do
      }
    }
    if (known.isEmpty() && endpoint.getLocationCount() > 0) {
      throw new InternalFaultException(
          "The server names no location that this client can read for a part of the result, but %s. Read it with parallelism 1."
              .formatted(
                  endpoint.getLocationList().stream().map(Flight.Location::getUri).toList()));
    }
    return known;
  }

  /** Returns the schema of a result without endpoints, which is one without rows. */
  static Schema schema(Flight.FlightInfo info) {
    try (ReadChannel bytes =
        new ReadChannel(
            Channels.newChannel(new ByteArrayInputStream(info.getSchema().toByteArray())))) {
      return MessageSerializer.deserializeSchema(bytes);
    } catch (IOException | RuntimeException unreadable) {
      throw new InternalFaultException(
          "The server's FlightInfo has neither an endpoint nor a schema.", unreadable);
    }
  }
}
