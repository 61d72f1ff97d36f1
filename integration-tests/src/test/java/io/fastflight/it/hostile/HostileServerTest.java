package io.fastflight.it.hostile;

import static io.fastflight.it.hostile.HonestStream.BATCHES;
import static io.fastflight.it.hostile.HonestStream.ROWS;
import static io.fastflight.it.hostile.HonestStream.STREAM;
import static io.fastflight.it.hostile.HonestStream.data;
import static io.fastflight.it.hostile.HonestStream.headers;
import static io.fastflight.it.hostile.HonestStream.trailers;
import static io.fastflight.it.hostile.RawHttp2.DATA;
import static io.fastflight.it.hostile.RawHttp2.NO_FLAGS;
import static io.fastflight.it.hostile.RawHttp2.frame;
import static io.fastflight.it.hostile.RawHttp2.messageClaiming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.it.hostile.HostileServer.Script;
import io.fastflight.service.StreamRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our client before servers that mean it no good: it ends in an error that says what was wrong,
 * after less than a second of work, and closing it finds its memory at zero.
 */
class HostileServerTest {
  private static final StreamRequest REQUEST = StreamRequest.of("test.rows", Map.of());
  private static final Duration MOST_WORK = Duration.ofSeconds(1);

  /** For what may hang; far more than any machine takes. */
  private static final long PATIENCE_SECONDS = 60;

  /** Reads in both ways, with a client each. */
  private static void requireFailure(HostileServer server, ErrorCode code, String text) {
    for (boolean collected : new boolean[] {true, false}) {
      Duration before = ClientWork.now();
      try (FastFlightClient client = OneTry.connect(server.location())) {
        FastFlightException failure =
            catchThrowableOfType(FastFlightException.class, () -> read(client, collected));
        assertThat(failure).as("collected: " + collected).isNotNull();
        assertThat(failure).hasMessageContaining(text);
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(ClientWork.now().minus(before)).isLessThan(MOST_WORK);
      }
    }
  }

  /** Returns the rows read, each the one that must come. */
  private static long read(FastFlightClient client, boolean collected) throws Exception {
    if (collected) {
      try (Table table = client.fetchAsync(REQUEST).get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        for (long row = 0; row < table.rowCount(); row++) {
          assertThat(table.value("id", row)).isEqualTo(row);
        }
        return table.rowCount();
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof FastFlightException known ? known : failed;
      }
    }
    long rows = 0;
    try (BatchReader reader = client.open(REQUEST)) {
      while (reader.next()) {
        BigIntVector id = (BigIntVector) reader.batch().getVector("id");
        for (int i = 0; i < reader.batch().getRowCount(); i++) {
          assertThat(id.get(i)).isEqualTo(rows++);
        }
      }
    }
    return rows;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "io.fastflight.it.hostile.HostileAnswers#messagesThatLie",
    "io.fastflight.it.hostile.HostileAnswers#prefixesThatLie",
    "io.fastflight.it.hostile.HostileAnswers#batchesThatContradictTheirSchema",
    "io.fastflight.it.hostile.HostileAnswers#streamsThatAreNotWhole",
    "io.fastflight.it.hostile.HostileAnswers#streamsThatEndEarly",
    "io.fastflight.it.hostile.HostileAnswers#streamsThatEndWrongly",
    "io.fastflight.it.hostile.HostileAnswers#answersThatAreNoFlight",
    "io.fastflight.it.hostile.HostileAnswers#framesThatAreNoHttp2"
  })
  void theReadingFailsAndSaysWhy(String name, ErrorCode code, String text, Script script)
      throws Exception {
    try (HostileServer server = HostileServer.answering(script)) {
      requireFailure(server, code, text);
    }
  }

  @Test
  void aBodyCutAtAnyByteIsRefused() throws Exception {
    byte[] body = HostileAnswers.HONEST.changed(0).getDataBody().toByteArray();
    int[] length = {0};
    Script script =
        peer -> {
          Flight.FlightData.Builder message =
              HostileAnswers.HONEST.changed(0).setDataBody(ByteString.copyFrom(body, 0, length[0]));
          peer.write(
              headers(), data(HostileAnswers.HONEST.schema()), data(message.build().toByteArray()));
          peer.write(trailers(10, 1));
        };
    try (HostileServer server = HostileServer.answering(script)) {
      for (; length[0] < body.length; length[0]++) {
        requireFailure(server, ErrorCode.INTERNAL, "The peer sent a record batch");
      }
    }
  }

  @Test
  void framesBehindTheEndChangeNothing() throws Exception {
    Script script =
        peer ->
            peer.write(
                HostileAnswers.HONEST.begun(),
                trailers(ROWS, BATCHES),
                data(HostileAnswers.HONEST.batch(0)),
                data(HostileAnswers.HONEST.batch(1)),
                trailers(50, 5));
    try (HostileServer server = HostileServer.answering(script)) {
      for (boolean collected : new boolean[] {true, false}) {
        try (FastFlightClient client = OneTry.connect(server.location())) {
          assertThat(read(client, collected)).isEqualTo(ROWS);
        }
      }
    }
  }

  static Stream<Arguments> greetings() {
    byte[] noise = new byte[4_096];
    new Random(7).nextBytes(noise);
    return Stream.of(
        arguments(
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII)),
        arguments("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII)),
        arguments((Object) new byte[] {0x15, 3, 3, 0, 2, 2, 70}), // a TLS alert
        arguments((Object) noise));
  }

  @ParameterizedTest
  @MethodSource("greetings")
  void aServerOfAnotherKindIsCalledSo(byte[] greeting) throws Exception {
    Script script = peer -> peer.write(greeting);
    try (HostileServer server = HostileServer.greeting(script);
        FastFlightClient client = OneTry.connect(server.location())) {
      for (boolean collected : new boolean[] {true, false}) {
        FastFlightException failure =
            catchThrowableOfType(FastFlightException.class, () -> read(client, collected));
        assertThat(failure).hasMessageContaining(server.location());
        assertThat(failure.code()).isIn(ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE);
      }
    }
  }

  @Test
  void aServerThatStopsAmidAMessageCanBeLeft() throws Exception {
    Script script =
        peer ->
            peer.write(
                headers(),
                data(HostileAnswers.HONEST.schema()),
                frame(DATA, NO_FLAGS, STREAM, messageClaiming(64 << 20, new byte[16])));
    long before = DirectMemory.bytes();
    try (HostileServer server = HostileServer.answering(script);
        FastFlightClient client = OneTry.connect(server.location());
        BatchReader reader = client.open(REQUEST)) {
      assertThat(reader.schema().getFields()).hasSize(1);
      CompletableFuture<Table> table = client.fetchAsync(REQUEST);
      assertThat(DirectMemory.bytes() - before).isLessThan(32L << 20);
      assertThat(table.cancel(true)).isTrue();
    }
  }

  @Test
  void theHonestStreamIsRead() throws Exception {
    Script script = peer -> peer.write(HostileAnswers.HONEST.begun(), trailers(ROWS, BATCHES));
    try (HostileServer server = HostileServer.answering(script)) {
      for (boolean collected : new boolean[] {true, false}) {
        try (FastFlightClient client = OneTry.connect(server.location())) {
          assertThat(read(client, collected)).isEqualTo(ROWS);
        }
      }
    }
  }
}
