package io.fastflight.benchmark.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Speaks as much HTTP/1.1 over a socket as it takes to post a request and read a chunked answer:
 * what is read with a large buffer comes from the socket into it, with no copy between.
 *
 * <p><b>Ownership:</b> owns its socket, which is kept alive between calls.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
final class HttpConnection implements ReadableByteChannel {
  private static final int BUFFER_BYTES = 64 << 10;

  /** Our server closes a connection that is silent for 30 s. */
  private static final long STALE_NANOS = 20_000_000_000L;

  private final URI address;
  private final SocketChannel socket;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private final StringBuilder line = new StringBuilder();
  private String contentType = "";
  private boolean chunked;
  private boolean atEnd;
  private long left; // of the chunk
  private long firstAt;
  private long usedAt = System.nanoTime();

  HttpConnection(URI address) throws IOException {
    this.address = address;
    this.socket = SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
    socket.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
  }

  /**
   * Posts JSON and reads the head of the answer; its body is read from this channel.
   *
   * @throws IOException if the status is not 200, or the body not chunked
   */
  void post(String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    String head =
        "POST %s%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(address.getRawPath(), query, address.getRawAuthority(), body.length);
    ByteBuffer request = ByteBuffer.allocate(head.length() + body.length);
    request.put(head.getBytes(StandardCharsets.US_ASCII)).put(body).flip();
    while (request.hasRemaining()) {
      socket.write(request);
    }
    firstAt = 0;
    atEnd = false;
    left = 0;
    String status = line();
    readHeaders();
    if (!status.startsWith("HTTP/1.1 200") || !chunked) {
      throw new IOException(
          "POST %s to %s: expected 200 and chunks, was '%s'.".formatted(json, address, status));
    }
  }

  private void readHeaders() throws IOException {
    chunked = false;
    contentType = "";
    for (String header = line(); !header.isEmpty(); header = line()) {
      String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
      String value = header.substring(header.indexOf(':') + 1).strip();
      chunked |= name.equals("transfer-encoding") && value.equalsIgnoreCase("chunked");
      contentType = name.equals("content-type") ? value : contentType;
    }
  }

  /** Returns whether it was silent for so long that the server may have closed it. */
  boolean isStale() {
    return System.nanoTime() - usedAt > STALE_NANOS;
  }

  /** Returns the media type of the answer. */
  String contentType() {
    return contentType;
  }

  /** Returns when the first of the body was there, by {@link System#nanoTime}. */
  long firstAt() {
    return firstAt;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (left == 0 && !nextChunk()) {
      return -1;
    }
    int most = (int) Math.min(left, target.remaining());
    int read = in.hasRemaining() || most < BUFFER_BYTES ? copy(target, most) : fill(target, most);
    left -= read;
    return read;
  }

  private boolean nextChunk() throws IOException {
    if (atEnd) {
      return false;
    }
    if (firstAt != 0) {
      line(); // what ends the chunk before
    }
    left = Long.parseLong(line().strip(), 16);
    if (firstAt == 0) {
      firstAt = System.nanoTime();
    }
    atEnd = left == 0;
    if (atEnd) {
      while (!line().isEmpty()) {
        // trailers tell nothing that is not counted here
      }
      usedAt = System.nanoTime();
    }
    return !atEnd;
  }

  private int copy(ByteBuffer target, int most) throws IOException {
    if (!in.hasRemaining()) {
      refill();
    }
    int count = Math.min(most, in.remaining());
    int end = in.limit();
    target.put(in.limit(in.position() + count));
    in.limit(end);
    return count;
  }

  private int fill(ByteBuffer target, int most) throws IOException {
    int end = target.limit();
    target.limit(target.position() + most);
    int read = socket.read(target);
    target.limit(end);
    return requireMore(read);
  }

  private void refill() throws IOException {
    in.clear();
    int read = socket.read(in);
    in.flip();
    requireMore(read);
  }

  private int requireMore(int read) throws IOException {
    if (read < 0) {
      throw new EOFException(address + " closed the connection within an answer.");
    }
    return read;
  }

  private String line() throws IOException {
    line.setLength(0);
    while (true) {
      if (!in.hasRemaining()) {
        refill();
      }
      char letter = (char) in.get();
      if (letter == '\n') {
        return line.toString();
      }
      if (letter != '\r') {
        line.append(letter);
      }
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  /** Closes the socket; an {@link org.apache.arrow.vector.ipc.ArrowReader} is told not to. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
