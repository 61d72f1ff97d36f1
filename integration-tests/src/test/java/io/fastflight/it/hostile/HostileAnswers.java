package io.fastflight.it.hostile;

import static io.fastflight.it.hostile.HonestStream.STREAM;
import static io.fastflight.it.hostile.HonestStream.data;
import static io.fastflight.it.hostile.HonestStream.headers;
import static io.fastflight.it.hostile.HonestStream.trailers;
import static io.fastflight.it.hostile.RawHttp2.CONTINUATION;
import static io.fastflight.it.hostile.RawHttp2.DATA;
import static io.fastflight.it.hostile.RawHttp2.END_STREAM;
import static io.fastflight.it.hostile.RawHttp2.GOAWAY;
import static io.fastflight.it.hostile.RawHttp2.HEADERS;
import static io.fastflight.it.hostile.RawHttp2.NOTHING;
import static io.fastflight.it.hostile.RawHttp2.NO_FLAGS;
import static io.fastflight.it.hostile.RawHttp2.PING;
import static io.fastflight.it.hostile.RawHttp2.RST_STREAM;
import static io.fastflight.it.hostile.RawHttp2.SETTINGS;
import static io.fastflight.it.hostile.RawHttp2.block;
import static io.fastflight.it.hostile.RawHttp2.frame;
import static io.fastflight.it.hostile.RawHttp2.frameClaiming;
import static io.fastflight.it.hostile.RawHttp2.messageClaiming;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.fastflight.engine.Engine;
import io.fastflight.error.ErrorCode;
import io.fastflight.it.hostile.HostileServer.Script;
import io.fastflight.server.FastFlightServer;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.params.provider.Arguments;

/** What a hostile server answers: a name, and the failure that the client must make of it. */
final class HostileAnswers {
  /** What each begins with. */
  static final HonestStream HONEST = honest();

  private HostileAnswers() {}

  private static HonestStream honest() {
    try (RootAllocator memory = new RootAllocator();
        FastFlightServer server =
            FastFlightServer.builder(new Engine(SampleServices.registry(), memory))
                .port(0)
                .closeGrace(Duration.ofMillis(100))
                .start()) {
      return HonestStream.of(server.port());
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Arguments answer(String name, ErrorCode code, String text, byte[]... pieces) {
    Script script = peer -> peer.write(pieces);
    return arguments(name, code, text, script);
  }

  private static Arguments cut(String name, ErrorCode code, String text, byte[]... pieces) {
    Script script =
        peer -> {
          peer.write(pieces);
          peer.close();
        };
    return arguments(name, code, text, script);
  }

  private static byte[] header(int batch) {
    return HONEST.changed(batch).getDataHeader().toByteArray();
  }

  static Stream<Arguments> messagesThatLie() {
    byte[] notThere = ForgedMessages.bodyThatIsNotThere(header(0));
    String claims = "a field claims 67108864 bytes and 16 are there";
    byte[] end = trailers(10, 1);
    return Stream.of(
        answer(
            "a first message that claims 64 MiB",
            ErrorCode.INTERNAL,
            claims,
            headers(),
            data(notThere),
            end),
        answer(
            "a batch that claims 64 MiB",
            ErrorCode.INTERNAL,
            claims,
            headers(),
            data(HONEST.schema()),
            data(notThere),
            end),
        answer(
            "a buffer that claims 64 MiB",
            ErrorCode.INTERNAL,
            "67108864 bytes at 0 of a body of 16",
            headers(),
            data(HONEST.schema()),
            data(ForgedMessages.bufferThatIsNotThere()),
            end));
  }

  static Stream<Arguments> prefixesThatLie() {
    byte[] end = trailers(10, 1);
    return Stream.of(
        answer(
            "a gRPC message that claims 64 MiB, and the end",
            ErrorCode.INTERNAL,
            "",
            headers(),
            data(HONEST.schema()),
            frame(DATA, NO_FLAGS, STREAM, messageClaiming(64 << 20, new byte[16])),
            end),
        answer(
            "a gRPC message that claims more than any may have",
            ErrorCode.RESOURCE_EXHAUSTED,
            "is over what its receiver takes",
            headers(),
            data(HONEST.schema()),
            frame(DATA, NO_FLAGS, STREAM, messageClaiming(Integer.MAX_VALUE, new byte[16]))),
        answer(
            "a gRPC message of negative length",
            ErrorCode.RESOURCE_EXHAUSTED,
            "is over what its receiver takes",
            headers(),
            frame(DATA, NO_FLAGS, STREAM, messageClaiming(-1, new byte[16])),
            end),
        answer(
            "a message that is gzip, it says",
            ErrorCode.INTERNAL,
            "",
            headers(),
            frame(DATA, NO_FLAGS, STREAM, new byte[] {1, 0, 0, 0, 1, 7}),
            end));
  }

  static Stream<Arguments> batchesThatContradictTheirSchema() {
    String lies = "The peer sent a record batch that cannot be";
    return Stream.of(
        answer(
            "a big-endian stream",
            ErrorCode.INTERNAL,
            "big-endian",
            headers(),
            data(ForgedMessages.bigEndianSchema()),
            trailers(0, 0)),
        wrongBatch("no buffer", lies, ForgedMessages.batch(10, 1)),
        wrongBatch("a buffer too few", lies, ForgedMessages.batch(10, 1, 2)),
        wrongBatch("a buffer too many", lies, ForgedMessages.batch(10, 1, 2, 80, 80)),
        wrongBatch("no column", lies, ForgedMessages.batch(10, 0)),
        wrongBatch("a column too many", lies, ForgedMessages.batch(10, 2, 2, 80, 2, 80)),
        wrongBatch("rows without values", lies, ForgedMessages.batch(1 << 24, 1, 0, 0)),
        wrongBatch("a second schema", "which no stream may", HONEST.schema()),
        wrongBatch("an empty message", "without an Arrow header", new byte[0]),
        wrongBatch("no Arrow header", "", new byte[] {0x12, 4, 1, 2, 3, 4}),
        answer(
            "a batch where the schema must be",
            ErrorCode.INTERNAL,
            "The stream begins with RecordBatch where a schema must be.",
            headers(),
            data(HONEST.batch(0)),
            trailers(10, 1)));
  }

  private static Arguments wrongBatch(String name, String text, byte[] message) {
    return answer(
        name,
        ErrorCode.INTERNAL,
        text,
        headers("foreign", "1"), // no promise of positions
        data(HONEST.schema()),
        data(message),
        trailers("grpc-status", "0"));
  }

  static Stream<Arguments> streamsThatAreNotWhole() {
    byte[] other = HONEST.changed(1).setAppMetadata(ByteString.EMPTY).build().toByteArray();
    return Stream.of(
        answer(
            "a batch left out",
            ErrorCode.INCOMPLETE,
            "is not whole",
            headers(),
            data(HONEST.schema()),
            data(HONEST.batch(0)),
            data(HONEST.batch(2)),
            trailers(20, 2)),
        answer(
            "a batch twice",
            ErrorCode.INCOMPLETE,
            "is not whole",
            headers(),
            data(HONEST.schema()),
            data(HONEST.batch(0)),
            data(HONEST.batch(0)),
            trailers(20, 2)),
        answer(
            "a batch without its place",
            ErrorCode.INCOMPLETE,
            "a batch without a position",
            headers(),
            data(HONEST.schema()),
            data(HONEST.batch(0)),
            data(other),
            trailers(20, 2)),
        answer("totals of more", ErrorCode.INCOMPLETE, "", HONEST.begun(), trailers(40, 4)),
        answer("totals of fewer", ErrorCode.INCOMPLETE, "", HONEST.begun(), trailers(20, 2)),
        answer("no totals", ErrorCode.INCOMPLETE, "", HONEST.begun(), trailers("grpc-status", "0")),
        answer("no schema", ErrorCode.INCOMPLETE, "without a schema", headers(), trailers(0, 0)),
        answer(
            "nothing but an end",
            ErrorCode.INCOMPLETE,
            "without a schema",
            trailers(":status", "200", "content-type", "application/grpc", "grpc-status", "0")));
  }

  static Stream<Arguments> streamsThatEndEarly() {
    byte[] begun = HONEST.begun();
    return Stream.of(
        cut("the connection ends", ErrorCode.UNAVAILABLE, "No answer from", begun),
        cut(
            "it ends behind the schema",
            ErrorCode.UNAVAILABLE,
            "",
            headers(),
            data(HONEST.schema())),
        cut(
            "it ends within a frame",
            ErrorCode.UNAVAILABLE,
            "",
            begun,
            frameClaiming(99, DATA, 0, STREAM, NOTHING)),
        cut("it ends at once", ErrorCode.UNAVAILABLE, "", NOTHING));
  }

  static Stream<Arguments> streamsThatEndWrongly() {
    byte[] begun = HONEST.begun();
    byte[] code = {0, 0, 0, 0};
    byte[] goAway = {0, 0, 0, 0, 0, 0, 0, 2};
    return Stream.of(
        answer(
            "an end without trailers",
            ErrorCode.INTERNAL,
            "",
            begun,
            frame(DATA, END_STREAM, STREAM, NOTHING)),
        answer(
            "trailers without a status",
            ErrorCode.INTERNAL,
            "does not speak gRPC",
            begun,
            trailers("x", "y")),
        answer(
            "a reset without an error",
            ErrorCode.UNAVAILABLE,
            "",
            begun,
            frame(RST_STREAM, 0, STREAM, code)),
        answer(
            "a refusal",
            ErrorCode.UNAVAILABLE,
            "",
            begun,
            frame(RST_STREAM, 0, STREAM, new byte[] {0, 0, 0, 7})),
        cut("a farewell", ErrorCode.INTERNAL, "", begun, frame(GOAWAY, 0, 0, goAway)));
  }

  static Stream<Arguments> answersThatAreNoFlight() {
    return Stream.of(
        answer(
            "a page",
            ErrorCode.INTERNAL,
            "does not speak gRPC",
            frame(HEADERS, 4, STREAM, block(":status", "200", "content-type", "text/html")),
            frame(DATA, END_STREAM, STREAM, "<html>".getBytes(StandardCharsets.UTF_8))),
        answer(
            "a page of a proxy without a server",
            ErrorCode.UNAVAILABLE,
            "",
            frame(HEADERS, 4, STREAM, block(":status", "503", "content-type", "text/html")),
            frame(DATA, END_STREAM, STREAM, "<html>".getBytes(StandardCharsets.UTF_8))),
        answer(
            "headers without a status",
            ErrorCode.INTERNAL,
            "",
            frame(HEADERS, 4, STREAM, block("a", "b")),
            trailers(0, 0)),
        answer(
            "headers that are no HPACK",
            ErrorCode.INTERNAL,
            "",
            frame(HEADERS, 4, STREAM, new byte[] {-1, -1, -1, -1, -1, -1, -1})));
  }

  static Stream<Arguments> framesThatAreNoHttp2() {
    return Stream.of(
        answer("headers of a megabyte", ErrorCode.INTERNAL, "", largeHeaders()),
        answer("headers without an end", ErrorCode.INTERNAL, "", endlessHeaders()),
        answer("data of no stream", ErrorCode.INTERNAL, "", frame(DATA, NO_FLAGS, 99, NOTHING)),
        answer(
            "frames of no data",
            ErrorCode.INCOMPLETE,
            "without a schema",
            headers(),
            times(5_000, frame(DATA, NO_FLAGS, STREAM, NOTHING)),
            trailers(0, 0)),
        answer(
            "settings of a wrong length",
            ErrorCode.INTERNAL,
            "",
            frame(SETTINGS, NO_FLAGS, 0, new byte[5])),
        answer(
            "a ping of a wrong length",
            ErrorCode.INTERNAL,
            "",
            frame(PING, NO_FLAGS, 0, new byte[3])),
        answer(
            "a frame of 16 MiB",
            ErrorCode.INTERNAL,
            "",
            frameClaiming(0xFFFFFF, DATA, 0, STREAM, new byte[16])));
  }

  private static byte[] largeHeaders() {
    List<byte[]> frames = new ArrayList<>();
    frames.add(frame(HEADERS, NO_FLAGS, STREAM, block(":status", "200")));
    byte[] more = block("x-filler", "f".repeat(16_000));
    for (int i = 0; i < 64; i++) {
      frames.add(frame(CONTINUATION, i == 63 ? 4 : NO_FLAGS, STREAM, more));
    }
    return joined(frames);
  }

  private static byte[] endlessHeaders() {
    byte[] begin = frame(HEADERS, NO_FLAGS, STREAM, block(":status", "200"));
    byte[] more = times(10_000, frame(CONTINUATION, NO_FLAGS, STREAM, NOTHING));
    return joined(List.of(begin, more));
  }

  private static byte[] times(int count, byte[] bytes) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(bytes);
    }
    return joined(all);
  }

  private static byte[] joined(List<byte[]> pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
