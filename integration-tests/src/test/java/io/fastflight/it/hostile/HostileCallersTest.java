package io.fastflight.it.hostile;

import static io.fastflight.it.hostile.HonestStream.rowsJson;
import static io.fastflight.it.hostile.HonestStream.ticket;
import static io.fastflight.it.hostile.RawHttp2.ACK;
import static io.fastflight.it.hostile.RawHttp2.CONTINUATION;
import static io.fastflight.it.hostile.RawHttp2.DATA;
import static io.fastflight.it.hostile.RawHttp2.END_HEADERS;
import static io.fastflight.it.hostile.RawHttp2.END_STREAM;
import static io.fastflight.it.hostile.RawHttp2.HEADERS;
import static io.fastflight.it.hostile.RawHttp2.NOTHING;
import static io.fastflight.it.hostile.RawHttp2.NO_FLAGS;
import static io.fastflight.it.hostile.RawHttp2.PING;
import static io.fastflight.it.hostile.RawHttp2.PREFACE;
import static io.fastflight.it.hostile.RawHttp2.RST_STREAM;
import static io.fastflight.it.hostile.RawHttp2.SETTINGS;
import static io.fastflight.it.hostile.RawHttp2.WINDOW_UPDATE;
import static io.fastflight.it.hostile.RawHttp2.frame;
import static io.fastflight.it.hostile.RawHttp2.frameClaiming;
import static io.fastflight.it.hostile.RawHttp2.messageClaiming;
import static io.fastflight.it.hostile.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our server before callers that mean it no good: each gets an error or its connection cut, nothing
 * stays allocated, and the honest caller after it is served.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileCallersTest {
  private static final int STREAM = 1;

  /** What one hostile connection may leave in the pools of Netty, far less than it claims. */
  private static final long MOST_DIRECT_BYTES = 16L << 20;

  private static final byte[] TICKET = ticket(rowsJson(3));

  private BufferAllocator memory;
  private FastFlightServer server;

  @BeforeAll
  void start(BufferAllocator parent) {
    memory = parent.newChildAllocator("server", 0, Long.MAX_VALUE);
    Engine engine = new Engine(SampleServices.registry(), memory);
    server = FastFlightServer.builder(engine).port(0).closeGrace(Duration.ofMillis(200)).start();
  }

  @AfterEach
  void theHonestCallerIsServedAndNothingStays() {
    try (FastFlightClient client = OneTry.connect(server.location());
        Table table = client.fetch(StreamRequest.of("test.rows", Map.of("rows", 50_000)))) {
      assertThat(table.rowCount()).isEqualTo(50_000);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(memory.getAllocatedMemory()).isZero());
  }

  @AfterAll
  void stop() {
    server.close();
    memory.close();
  }

  /** Sends a request and returns its answer's last header block. */
  private String ending(String method, byte[] message) throws IOException {
    try (RawHttp2 caller = RawHttp2.connect(server.port())) {
      caller.greet();
      caller.call(STREAM, method, message);
      return lastBlock(caller.answer(STREAM));
    }
  }

  private static String lastBlock(List<RawHttp2.Frame> answer) {
    assertThat(answer).isNotEmpty();
    return answer.get(answer.size() - 1).text();
  }

  private static String status(int code) {
    String text = Integer.toString(code);
    return "grpc-status" + (char) text.length() + text;
  }

  /** A message of one bytes field that claims 64 MiB and has 16 bytes. */
  private static byte[] lie(int field) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int tag = (field << 3) | 2; tag > 0; tag >>>= 7) {
      bytes.write(tag > 127 ? (tag & 127) | 128 : tag);
    }
    bytes.writeBytes(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, 0x20});
    bytes.writeBytes(new byte[16]);
    return bytes.toByteArray();
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        arguments("DoGet", 1),
        arguments("DoPut", 1000),
        arguments("DoExchange", 1000),
        arguments("DoAction", 2),
        arguments("Handshake", 2),
        arguments("ListFlights", 1),
        arguments("GetFlightInfo", 2),
        arguments("GetSchema", 2),
        arguments("PollFlightInfo", 2));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aMessageThatClaims64MebibytesCostsNothing(String method, int field) throws Exception {
    ending(method, lie(field)); // classes are loaded
    long before = DirectMemory.bytes();
    for (int i = 0; i < 20; i++) {
      assertThat(ending(method, lie(field))).contains("grpc-status").doesNotContain(status(0));
    }
    assertThat(memory.getAllocatedMemory()).isZero();
    assertThat(DirectMemory.bytes() - before).isLessThan(MOST_DIRECT_BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 20, 64 << 20, Integer.MAX_VALUE, -1})
  void aPrefixThatClaimsMoreThanComesCostsNothing(int claimed) throws Exception {
    long before = DirectMemory.bytes();
    for (String method : List.of("DoGet", "DoPut", "DoAction")) {
      for (boolean ended : new boolean[] {true, false}) {
        try (RawHttp2 caller = RawHttp2.connect(server.port())) {
          caller.greet();
          byte[] data = messageClaiming(claimed, new byte[16]);
          caller.write(
              frame(HEADERS, END_HEADERS, STREAM, request(method)),
              frame(DATA, ended ? END_STREAM : NO_FLAGS, STREAM, data));
          if (ended) {
            assertThat(caller.answer(STREAM)).isNotEmpty();
          }
        }
      }
    }
    assertThat(DirectMemory.bytes() - before).isLessThan(MOST_DIRECT_BYTES);
  }

  @Test
  void manyOpenStreamsThatPromiseMuchCostLittle() throws Exception {
    long before = DirectMemory.bytes();
    try (RawHttp2 caller = RawHttp2.connect(server.port())) {
      caller.greet();
      for (int stream = 1; stream < 400; stream += 2) {
        caller.write(
            frame(HEADERS, END_HEADERS, stream, request("DoGet")),
            frame(DATA, NO_FLAGS, stream, messageClaiming(1 << 20, new byte[16])));
      }
      caller.write(frame(PING, NO_FLAGS, 0, new byte[8]));
      RawHttp2.Frame next = caller.read().orElseThrow();
      while (next.type() != PING) {
        next = caller.read().orElseThrow();
      }
      assertThat(memory.getAllocatedMemory()).isZero();
      assertThat(DirectMemory.bytes() - before).isLessThan(MOST_DIRECT_BYTES);
    }
  }

  static Stream<Arguments> forgedTickets() {
    byte[] noise = new byte[1_000];
    new Random(11).nextBytes(noise);
    return Stream.of(
        arguments("noise", noise, 3, "not valid JSON"),
        arguments("nothing", NOTHING, 3, "must be a JSON object"),
        arguments("no UTF-8", new byte[] {'{', '"', -1, -2, '"', ':', '1', '}'}, 3, "JSON"),
        arguments("another type", text("{\"param_type\": [1, 2]}"), 3, "param_type"),
        arguments("no such type", text("{\"param_type\": \"java.lang.Runtime\"}"), 5, ""),
        arguments(
            "a wrong value", text("{\"param_type\": \"test.rows\", \"rows\": {}}"), 3, "rows"),
        arguments("a huge number", text(rowsJson(1).replace("1", "9".repeat(5_000))), 3, ""),
        arguments(
            "a longer string",
            text("{\"param_type\": \"" + "x".repeat(200_000) + "\"}"),
            3,
            "limit"),
        arguments("too deep", text("[".repeat(100_000)), 3, "32 levels"),
        arguments("over 256 KiB", text(" ".repeat(256 * 1024 + 1)), 3, "at most 262144"));
  }

  private static byte[] text(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgedTickets")
  void aForgedTicketIsRefusedWithWhatIsAllowed(String name, byte[] json, int code, String words)
      throws Exception {
    byte[] message =
        Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(json)).build().toByteArray();
    assertThat(ending("DoGet", message)).contains(status(code)).contains(words);
  }

  @Test
  void aTicketOfMegabytesIsNotEvenRead() throws Exception {
    byte[] json = new byte[8 << 20];
    byte[] message =
        Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(json)).build().toByteArray();
    try (RawHttp2 caller = RawHttp2.connect(server.port())) {
      caller.greet();
      caller.write(
          frame(HEADERS, END_HEADERS, STREAM, request("DoGet")),
          frame(
              DATA,
              NO_FLAGS,
              STREAM,
              messageClaiming(message.length, Arrays.copyOf(message, 16_000))));
      assertThat(lastBlock(caller.answer(STREAM))).contains(status(8));
    }
  }

  @Test
  void aCallCutAtAnyByteIsForgotten() throws Exception {
    ByteArrayOutputStream call = new ByteArrayOutputStream();
    call.writeBytes(PREFACE);
    call.writeBytes(frame(SETTINGS, NO_FLAGS, 0, NOTHING));
    call.writeBytes(frame(HEADERS, END_HEADERS, STREAM, request("DoGet")));
    call.writeBytes(frame(DATA, END_STREAM, STREAM, RawHttp2.message(TICKET)));
    byte[] whole = call.toByteArray();
    for (int length = 0; length <= whole.length; length++) {
      try (RawHttp2 caller = RawHttp2.connect(server.port())) {
        caller.write(Arrays.copyOf(whole, length));
        if (length % 2 == 0) {
          caller.endOutput();
          caller.awaitEnd();
        }
      }
    }
  }

  @Test
  void framesBehindTheEndOfACallEndTheStreamOrTheConnection() throws Exception {
    try (RawHttp2 caller = RawHttp2.connect(server.port())) {
      caller.greet();
      caller.call(STREAM, "DoGet", TICKET);
      caller.write(
          frame(DATA, END_STREAM, STREAM, RawHttp2.message(TICKET)),
          frame(HEADERS, END_HEADERS | END_STREAM, STREAM, request("DoGet")));
      caller.endOutput();
      caller.awaitEnd();
    }
  }

  @Test
  void aSecondTicketFailsTheCall() throws Exception {
    try (RawHttp2 caller = RawHttp2.connect(server.port())) {
      caller.greet();
      caller.write(
          frame(HEADERS, END_HEADERS, STREAM, request("DoGet")),
          frame(DATA, NO_FLAGS, STREAM, RawHttp2.message(TICKET)),
          frame(DATA, END_STREAM, STREAM, RawHttp2.message(TICKET)));
      assertThat(caller.answer(STREAM))
          .isNotEmpty()
          .noneMatch(frame -> frame.text().contains(status(0)));
    }
  }

  static Stream<Arguments> rubbish() {
    byte[] preface = joined(PREFACE, frame(SETTINGS, NO_FLAGS, 0, NOTHING));
    byte[] begin = frame(HEADERS, NO_FLAGS, STREAM, request("DoGet"));
    return Stream.of(
        arguments("HTTP/1.1", text("GET / HTTP/1.1\r\nhost: x\r\n\r\n")),
        arguments("TLS", new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, -4, 3, 3}),
        arguments(
            "no HPACK",
            joined(
                preface, frame(HEADERS, END_HEADERS, STREAM, new byte[] {-1, -1, -1, -1, -1, -1}))),
        arguments(
            "headers without an end",
            joined(preface, begin, times(10_000, frame(CONTINUATION, NO_FLAGS, STREAM, NOTHING)))),
        arguments(
            "headers of 256 KiB",
            joined(
                preface,
                begin,
                times(
                    16,
                    frame(
                        CONTINUATION, NO_FLAGS, STREAM, RawHttp2.block("x", "y".repeat(16_000)))))),
        arguments(
            "headers within headers",
            joined(preface, begin, frame(DATA, NO_FLAGS, STREAM, NOTHING))));
  }

  static Stream<Arguments> framesAgainstTheRules() {
    byte[] preface = joined(PREFACE, frame(SETTINGS, NO_FLAGS, 0, NOTHING));
    byte[] most = ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array();
    return Stream.of(
        arguments(
            "settings of a wrong length",
            joined(preface, frame(SETTINGS, NO_FLAGS, 0, new byte[5]))),
        arguments("settings for a stream", joined(preface, frame(SETTINGS, NO_FLAGS, 3, NOTHING))),
        arguments("data of no stream", joined(preface, frame(DATA, NO_FLAGS, 7, new byte[10]))),
        arguments(
            "an even stream", joined(preface, frame(HEADERS, END_HEADERS, 2, request("DoGet")))),
        arguments(
            "a window over 2 GiB",
            joined(
                preface,
                frame(WINDOW_UPDATE, NO_FLAGS, 0, most),
                frame(WINDOW_UPDATE, NO_FLAGS, 0, most))),
        arguments(
            "a window of nothing", joined(preface, frame(WINDOW_UPDATE, NO_FLAGS, 0, new byte[4]))),
        arguments(
            "a frame of 16 MiB",
            joined(preface, frameClaiming(0xFFFFFF, DATA, NO_FLAGS, STREAM, new byte[16]))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"rubbish", "framesAgainstTheRules"})
  void whoDoesNotSpeakHttp2IsCutOff(String name, byte[] bytes) throws Exception {
    try (RawHttp2 caller = RawHttp2.connect(server.port())) {
      awaitCut(caller, bytes);
    }
  }

  /** Waits for the end, which is the server's doing: the caller has not ended anything. */
  private static void awaitCut(RawHttp2 caller, byte[] bytes) throws IOException {
    try {
      caller.write(bytes);
      caller.awaitEnd();
    } catch (SocketException cut) {
      // while the bytes were on their way
    }
  }

  @Test
  void noiseOfAnyKindLeavesNothing() throws Exception {
    Random random = new Random(2026);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[1 + random.nextInt(2_000)];
      random.nextBytes(noise);
      try (RawHttp2 caller = RawHttp2.connect(server.port())) {
        boolean greets = random.nextBoolean();
        caller.write(
            greets ? joined(PREFACE, frame(SETTINGS, NO_FLAGS, 0, NOTHING)) : NOTHING, noise);
        caller.endOutput();
        caller.awaitEnd();
      } catch (SocketException cut) {
        // by the server, while noise was on its way
      }
    }
  }

  @Test
  void whoOpensAndResetsStreamsFasterThanAnyoneNeedsIsCutOff() throws Exception {
    try (RawHttp2 caller = RawHttp2.connect(server.port())) {
      caller.greet();
      try {
        for (int stream = 1; stream < 20_000; stream += 2) {
          caller.write(
              frame(HEADERS, END_HEADERS, stream, request("DoGet")),
              frame(RST_STREAM, NO_FLAGS, stream, new byte[] {0, 0, 0, 8}));
        }
      } catch (SocketException cut) {
        // in the middle of it
      }
      caller.awaitEnd(); // the server's doing
    }
  }

  @Test
  void pingsAndSettingsWithoutEndAreCutOffOrAnswered() throws Exception {
    for (int type : new int[] {PING, SETTINGS}) {
      byte[] one = frame(type, NO_FLAGS, 0, type == PING ? new byte[8] : NOTHING);
      try (RawHttp2 caller = RawHttp2.connect(server.port())) {
        caller.greet();
        caller.write(times(20_000, one));
        caller.write(frame(PING, ACK, 0, new byte[8]));
        caller.endOutput();
        caller.awaitEnd();
      } catch (SocketException cut) {
        // as it may be
      }
    }
  }

  private static byte[] joined(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  private static byte[] times(int count, byte[] bytes) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(bytes);
    }
    return joined(all.toArray(byte[][]::new));
  }
}
