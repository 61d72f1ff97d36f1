package io.fastflight.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Speaks HTTP/1 by hand, to see the very bytes.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public final class RawHttp implements AutoCloseable {
  private static final String CONTENT_LENGTH = "content-length: ";

  private final Socket socket;
  private final DataInputStream in;
  private int contentBytes;

  /** Connects to a port of this machine. */
  public RawHttp(int port) throws IOException {
    this(port, 0);
  }

  /** Connects with a receive buffer of its own size, or 0 for the usual one. */
  public RawHttp(int port, int receiveBytes) throws IOException {
    socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(30_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Posts a request for a stream under the usual prefix. */
  public RawHttp stream(String json) throws IOException {
    return send(
        "POST /fastflight/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: %s\r\n\r\n%s"
            .formatted(json.length(), json));
  }

  /** Sends a text as it is. */
  public RawHttp send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /** Reads the status line and the headers. */
  public List<String> head() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
      if (line.toLowerCase(Locale.ROOT).startsWith(CONTENT_LENGTH)) {
        contentBytes = Integer.parseInt(line.substring(CONTENT_LENGTH.length()));
      }
    }
    return lines;
  }

  /** Reads a body whose length the headers told. */
  public String content() throws IOException {
    return new String(in.readNBytes(contentBytes), StandardCharsets.UTF_8);
  }

  /** Returns what comes from the server, as it is. */
  public InputStream in() {
    return in;
  }

  /** Returns its socket, for its settings. */
  public Socket socket() {
    return socket;
  }

  /** Reads a chunked body as far as it goes. */
  public Body body() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int length = chunkLength(); length > 0; length = chunkLength()) {
        bytes.write(in.readNBytes(length));
        line();
      }
      return new Body(bytes, true, head());
    } catch (java.io.EOFException cut) {
      return new Body(bytes, false, List.of());
    }
  }

  /** Returns whether the server has closed the connection; waits for it. */
  public boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  /** Returns all that comes until the server closes the connection, a character for each byte. */
  public String rest() throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        text.append((char) next);
      }
    } catch (SocketException reset) {
      // the server left something unread: closed, too
    }
    return text.toString();
  }

  private int chunkLength() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /** Leaves at once: the server's next write fails. */
  public void leave() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * What came of a body.
   *
   * @param written its bytes, without the chunks' lengths
   * @param terminated true if the last chunk was there, so that the body is whole as far as HTTP is
   *     concerned
   * @param trailers the lines after it
   */
  public record Body(ByteArrayOutputStream written, boolean terminated, List<String> trailers) {
    /** Returns the bytes. */
    public byte[] bytes() {
      return written.toByteArray();
    }
  }
}
