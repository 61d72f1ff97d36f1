package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.engine.Engine;
import io.fastflight.security.Authentication;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.Secret;
import io.fastflight.testkit.sample.SampleServices;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealed tickets at running servers, from a plain arrow-java client. */
class SealedTicketsTest {
  private static final String OLD = line("old", 1);
  private static final String NEW = line("new", 2);

  @TempDir Path folder;
  private Secret ada;
  private Secret eve;

  @BeforeEach
  void makeKeys() {
    ApiKeyFile keys = new ApiKeyFile(folder.resolve("keys"));
    ada = keys.create("ada", Set.of("reader"), Optional.empty());
    eve = keys.create("eve", Set.of("reader"), Optional.empty());
  }

  private static String line(String name, int seed) {
    byte[] key = new byte[32];
    new java.util.Random(seed).nextBytes(key);
    return name + " " + Base64.getEncoder().encodeToString(key) + "\n";
  }

  /** A replica and a client of it. */
  private final class Replica implements AutoCloseable {
    final FastFlightServer server;
    final FlightClient client;

    Replica(BufferAllocator memory, Duration lifetime, String... keys) throws Exception {
      Path file = Files.writeString(folder.resolve("seals"), String.join("", keys));
      server =
          FastFlightServer.builder(new Engine(SampleServices.registry(), memory))
              .port(0)
              .authentication(Authentication.by(ApiKeys.of(folder.resolve("keys"))))
              .sealKeys(SealKeys.read(file))
              .ticketLifetime(lifetime)
              .closeGrace(Duration.ZERO)
              .start();
      client = FlightClient.builder(memory, new Location(server.location())).build();
    }

    byte[] ticket(Secret caller) {
      FlightDescriptor rows =
          FlightDescriptor.command(
              "{\"param_type\": \"test.resumable\", \"rows\": 6}".getBytes(StandardCharsets.UTF_8));
      return client.getInfo(rows, shown(caller)).getEndpoints().get(0).getTicket().getBytes();
    }

    /** Returns how many rows come, or why none do. */
    String read(byte[] ticket, Secret caller) throws Exception {
      int rows = 0;
      try (FlightStream stream = client.getStream(new Ticket(ticket), shown(caller))) {
        while (stream.next()) {
          rows += stream.getRoot().getRowCount();
        }
        return rows + " rows";
      } catch (FlightRuntimeException refused) {
        return refused.status().code() + ": " + refused.status().description();
      }
    }

    @Override
    public void close() {
      try {
        client.close();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      server.close();
    }
  }

  private static CredentialCallOption shown(Secret caller) {
    return new CredentialCallOption(
        headers -> headers.insert("authorization", "Bearer " + caller.reveal()));
  }

  @Test
  void aTicketMayBeUsedAgainUntilItEndsAndNotAfter(BufferAllocator memory) throws Exception {
    try (Replica replica = new Replica(memory, Duration.ofSeconds(1), OLD)) {
      byte[] ticket = replica.ticket(ada);
      assertThat(replica.read(ticket, ada)).isEqualTo("6 rows");
      assertThat(replica.read(ticket, ada)).as("again").isEqualTo("6 rows");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !replica.read(ticket, ada).equals("6 rows"));
      for (int i = 0; i < 3; i++) {
        assertThat(replica.read(ticket, ada))
            .matches(
                "UNAUTHORIZED: The ticket expired at 20.*Z\\. Ask for another by GetFlightInfo\\.");
      }
      assertThat(replica.read(replica.ticket(ada), ada)).isEqualTo("6 rows");
    }
  }

  @Test
  void aTicketOutlivesTheExchangeOfItsKeyAndNotItsEnd(BufferAllocator memory) throws Exception {
    byte[] ticket;
    Duration lifetime = Duration.ofMinutes(10);
    try (Replica before = new Replica(memory, lifetime, OLD)) {
      ticket = before.ticket(ada);
    }
    try (Replica exchanging = new Replica(memory, lifetime, NEW, OLD)) {
      assertThat(exchanging.read(ticket, ada)).isEqualTo("6 rows");
      assertThat(exchanging.read(ticket, eve))
          .isEqualTo(
              "UNAUTHORIZED: The ticket was made for another caller. Ask for your own by GetFlightInfo.");
    }
    try (Replica after = new Replica(memory, lifetime, NEW)) {
      assertThat(after.read(ticket, ada))
          .isEqualTo(
              "UNAUTHORIZED: The ticket was not made by this server, or was changed. Ask for another by GetFlightInfo.");
    }
  }

  @Test
  void readingOnTakesNothingButTheTicketAndFromWhere(BufferAllocator memory) throws Exception {
    try (Replica replica = new Replica(memory, Duration.ofMinutes(10), OLD)) {
      String sealed = Base64.getEncoder().encodeToString(replica.ticket(ada));
      assertThat(replica.read(on(sealed, ""), ada)).isEqualTo("2 rows");
      assertThat(replica.read(on(sealed, ""), eve))
          .startsWith("UNAUTHORIZED: The ticket was made for another caller.");
      assertThat(replica.read(on(sealed, ",\"rows\":9"), ada))
          .isEqualTo(
              "INVALID_ARGUMENT: '_sealed' goes with '_snapshot' and '_start_row', and with nothing else. What is asked for is in the ticket.");
      assertThat(replica.read(on("AAAA", ""), ada)).startsWith("INVALID_ARGUMENT: ");
      assertThat(replica.read(on("!", ""), ada))
          .isEqualTo(
              "INVALID_ARGUMENT: '_sealed' must be a ticket of this server in base64, was \"!\".");
      assertThat(replica.read(on(sealed, "", "rows-2"), ada))
          .as("what is a snapshot is the service's to say, as over HTTP")
          .contains("test.resumable has no snapshot of that name.");
      byte[] alone = "{\"_sealed\":5}".getBytes(StandardCharsets.UTF_8);
      assertThat(replica.read(alone, ada)).startsWith("INVALID_ARGUMENT: '_sealed' goes with");
    }
  }

  /** Returns what reads on at row 4. */
  private static byte[] on(String sealed, String more) {
    return on(sealed, more, "rows-1");
  }

  private static byte[] on(String sealed, String more, String snapshot) {
    return "{\"_sealed\":\"%s\",\"_snapshot\":\"%s\",\"_start_row\":4%s}"
        .formatted(sealed, snapshot, more)
        .getBytes(StandardCharsets.UTF_8);
  }
}
