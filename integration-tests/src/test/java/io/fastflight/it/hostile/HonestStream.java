package io.fastflight.it.hostile;

import static io.fastflight.it.hostile.RawHttp2.DATA;
import static io.fastflight.it.hostile.RawHttp2.END_HEADERS;
import static io.fastflight.it.hostile.RawHttp2.END_STREAM;
import static io.fastflight.it.hostile.RawHttp2.HEADERS;
import static io.fastflight.it.hostile.RawHttp2.NO_FLAGS;
import static io.fastflight.it.hostile.RawHttp2.block;
import static io.fastflight.it.hostile.RawHttp2.frame;
import static io.fastflight.it.hostile.RawHttp2.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.impl.Flight;

/**
 * The messages of a stream of 30 rows, {@code id} from 0, in three batches, as our server sent
 * them: what a hostile server begins with.
 */
record HonestStream(List<byte[]> messages) {
  static final int ROWS = 30;
  static final int BATCHES = 3;

  /** The stream of the first call of gRPC's Netty client; 1 is kept for upgrades. */
  static final int STREAM = 3;

  /** Asks the server at {@code port}, which has {@code test.rows}. */
  static HonestStream of(int port) throws IOException {
    try (RawHttp2 client = RawHttp2.connect(port)) {
      client.greet();
      client.call(STREAM, "DoGet", ticket(rowsJson(ROWS)), "fastflight-batch-rows", "10");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (RawHttp2.Frame frame : client.answer(STREAM)) {
        if (frame.type() == DATA) {
          bytes.writeBytes(frame.bytes());
        }
      }
      HonestStream stream = new HonestStream(split(ByteBuffer.wrap(bytes.toByteArray())));
      if (stream.messages.size() != 1 + BATCHES) {
        throw new IllegalStateException(stream.messages.size() + " messages came.");
      }
      return stream;
    }
  }

  private static List<byte[]> split(ByteBuffer bytes) {
    List<byte[]> messages = new ArrayList<>();
    while (bytes.hasRemaining()) {
      bytes.get(); // not compressed
      byte[] message = new byte[bytes.getInt()];
      bytes.get(message);
      messages.add(message);
    }
    return messages;
  }

  static String rowsJson(long rows) {
    return "{\"param_type\": \"test.rows\", \"rows\": %s}".formatted(rows);
  }

  static byte[] ticket(String json) {
    return Flight.Ticket.newBuilder()
        .setTicket(ByteString.copyFromUtf8(json))
        .build()
        .toByteArray();
  }

  byte[] schema() {
    return messages.get(0);
  }

  byte[] batch(int number) {
    return messages.get(1 + number);
  }

  /** Returns a batch's message to change it. */
  Flight.FlightData.Builder changed(int number) {
    try {
      return Flight.FlightData.parseFrom(batch(number)).toBuilder();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns the response headers of our server. */
  static byte[] headers() {
    return headers("fastflight-stream", "1");
  }

  static byte[] headers(String... more) {
    List<String> all =
        new ArrayList<>(List.of(":status", "200", "content-type", "application/grpc"));
    all.addAll(List.of(more));
    return frame(HEADERS, END_HEADERS, STREAM, block(all.toArray(String[]::new)));
  }

  static byte[] data(byte[] message) {
    return frame(DATA, NO_FLAGS, STREAM, message(message));
  }

  /** Returns the trailers of a stream that ended well. */
  static byte[] trailers(int rows, int batches) {
    return trailers(
        "grpc-status",
        "0",
        "fastflight-rows",
        Integer.toString(rows),
        "fastflight-batches",
        Integer.toString(batches));
  }

  static byte[] trailers(String... namesAndValues) {
    return frame(HEADERS, END_HEADERS | END_STREAM, STREAM, block(namesAndValues));
  }

  /** Returns headers, schema and batches, without an end. */
  byte[] begun() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(headers());
    messages.forEach(message -> bytes.writeBytes(data(message)));
    return bytes.toByteArray();
  }
}
