package io.fastflight.it.attack;

import io.fastflight.it.SecuredServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** The Flight door, by arrow-java's own client. */
final class FlightDoor implements Door {
  private final FlightClient client;

  /** Something of Arrow's client that may fail. */
  private interface Asking {
    List<String> ask() throws Exception;
  }

  FlightDoor(SecuredServer server, BufferAllocator memory) {
    try (InputStream trusted = Files.newInputStream(server.trust)) {
      client =
          FlightClient.builder(memory, Location.forGrpcTls("127.0.0.1", server.flight.port()))
              .trustedCertificates(trusted)
              .build();
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  /** Returns a ticket that the server makes for a caller. */
  byte[] ticket(Optional<String> authorization, String service) {
    FlightInfo info = client.getInfo(descriptor(service), shown(authorization));
    return info.getEndpoints().get(0).getTicket().getBytes();
  }

  @Override
  public Answer read(Optional<String> authorization, byte[] ticket) {
    return told(
        () -> {
          List<String> values = new ArrayList<>();
          try (FlightStream stream = client.getStream(new Ticket(ticket), shown(authorization))) {
            while (stream.next()) {
              FieldVector first = stream.getRoot().getVector(0);
              for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
                values.add(String.valueOf(first.getObject(row)));
              }
            }
          }
          return values;
        });
  }

  @Override
  public Answer schema(Optional<String> authorization, String service) {
    return told(
        () -> {
          client.getSchema(descriptor(service), shown(authorization));
          return List.of();
        });
  }

  @Override
  public Answer describe(Optional<String> authorization, String service) {
    return told(
        () -> {
          client.getInfo(descriptor(service), shown(authorization));
          return List.of();
        });
  }

  @Override
  public Answer list(Optional<String> authorization) {
    return told(
        () ->
            StreamSupport.stream(
                    client.listFlights(Criteria.ALL, shown(authorization)).spliterator(), false)
                .map(info -> info.getDescriptor().getPath().get(0))
                .sorted()
                .toList());
  }

  private static FlightDescriptor descriptor(String service) {
    return FlightDescriptor.command(
        "{\"param_type\": \"%s\"}".formatted(service).getBytes(StandardCharsets.UTF_8));
  }

  private static CallOption[] shown(Optional<String> authorization) {
    return authorization.stream()
        .map(value -> new CredentialCallOption(headers -> headers.insert("authorization", value)))
        .toArray(CallOption[]::new);
  }

  private static Answer told(Asking asking) {
    try {
      return Answer.of(asking.ask());
    } catch (FlightRuntimeException refused) {
      FlightStatusCode code = refused.status().code();
      return Answer.refused(
          code == FlightStatusCode.UNAUTHORIZED ? "PERMISSION_DENIED" : code.name(),
          String.valueOf(refused.status().description()));
    } catch (Exception other) {
      throw new IllegalStateException(other);
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
