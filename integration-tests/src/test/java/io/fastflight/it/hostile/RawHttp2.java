package io.fastflight.it.hostile;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Speaks HTTP/2 over a plain socket frame by frame, right or wrong, as a test says. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int NO_FLAGS = 0;
  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  static final byte[] NOTHING = {};

  /** What a client says first. */
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int READ_MILLIS = 30_000;

  /** What each end takes unless it says more. */
  private static final int MOST_FRAME_BYTES = 16 * 1024;

  private final Socket socket;
  private final DataInputStream in;

  /** One frame that arrived. */
  record Frame(int type, int flags, int stream, ByteBuffer payload) {
    boolean endsStream() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    byte[] bytes() {
      byte[] bytes = new byte[payload.remaining()];
      payload.duplicate().get(bytes);
      return bytes;
    }

    /** Returns a header block as text: names and values that are not compressed can be found. */
    String text() {
      return new String(bytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** Takes the socket. */
  RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_MILLIS);
    this.in = new DataInputStream(socket.getInputStream());
  }

  static RawHttp2 connect(int port) throws IOException {
    return new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Returns the bytes of a frame. */
  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return frameClaiming(payload.length, type, flags, stream, payload);
  }

  /** Returns the bytes of a frame that says it has another length. */
  static byte[] frameClaiming(int length, int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (length >>> 16))
        .putShort((short) length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Returns a header block of names and values in turn, none of them compressed. */
  static byte[] block(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0); // a literal that is not to be remembered, with a name of its own
      string(namesAndValues[i], block);
      string(namesAndValues[i + 1], block);
    }
    return block.toByteArray();
  }

  private static void string(String text, ByteArrayOutputStream block) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>>= 7) {
        block.write(128 | (rest & 127));
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** Returns a gRPC message with its prefix. */
  static byte[] message(byte[] bytes) {
    return messageClaiming(bytes.length, bytes);
  }

  /** Returns a gRPC message whose prefix says another length. */
  static byte[] messageClaiming(int length, byte[] bytes) {
    return ByteBuffer.allocate(5 + bytes.length).put((byte) 0).putInt(length).put(bytes).array();
  }

  /** Returns the header block of a gRPC request. */
  static byte[] request(String method, String... more) {
    List<String> headers =
        new ArrayList<>(
            List.of(
                ":method",
                "POST",
                ":scheme",
                "http",
                ":path",
                "/arrow.flight.protocol.FlightService/" + method,
                ":authority",
                "localhost",
                "content-type",
                "application/grpc",
                "te",
                "trailers"));
    headers.addAll(List.of(more));
    return block(headers.toArray(String[]::new));
  }

  /** Begins a connection as a client, with a large window for what the server sends. */
  void greet() throws IOException {
    byte[] window = ByteBuffer.allocate(6).putShort((short) 4).putInt(1 << 28).array();
    write(
        PREFACE,
        frame(SETTINGS, NO_FLAGS, 0, window),
        frame(WINDOW_UPDATE, NO_FLAGS, 0, ByteBuffer.allocate(4).putInt(1 << 28).array()));
  }

  /** Sends a whole request on a stream: one message. */
  void call(int stream, String method, byte[] message, String... headers) throws IOException {
    write(frame(HEADERS, END_HEADERS, stream, request(method, headers)));
    byte[] bytes = message(message);
    for (int from = 0; from < bytes.length; from += MOST_FRAME_BYTES) {
      int to = Math.min(bytes.length, from + MOST_FRAME_BYTES);
      byte[] piece = Arrays.copyOfRange(bytes, from, to);
      write(frame(DATA, to == bytes.length ? END_STREAM : NO_FLAGS, stream, piece));
    }
  }

  void write(byte[]... pieces) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    socket.getOutputStream().write(all.toByteArray());
  }

  /** Reads so many bytes that are no frame. */
  byte[] readBytes(int count) throws IOException {
    return in.readNBytes(count);
  }

  /** Returns the next frame, or empty at the end, also one by a reset; answers SETTINGS. */
  Optional<Frame> read() throws IOException {
    try {
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[length];
      in.readFully(payload);
      if (type == SETTINGS && (flags & ACK) == 0) {
        write(frame(SETTINGS, ACK, 0, NOTHING));
      }
      return Optional.of(new Frame(type, flags, stream, ByteBuffer.wrap(payload)));
    } catch (EOFException | SocketException ended) {
      return Optional.empty();
    }
  }

  /** Returns the frames of a stream up to its end, its reset, or that of the connection. */
  List<Frame> answer(int stream) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (Optional<Frame> next = read(); next.isPresent(); next = read()) {
      Frame frame = next.get();
      if (frame.stream == stream) {
        frames.add(frame);
        if (frame.endsStream() || frame.type == RST_STREAM) {
          break;
        }
      }
    }
    return frames;
  }

  /** Reads until the other end closes; fails if it does not. */
  void awaitEnd() throws IOException {
    while (read().isPresent()) {
      // whatever it says
    }
  }

  /** Says that nothing more is sent. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
