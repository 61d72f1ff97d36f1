package io.fastflight.benchmark.client;

import io.fastflight.benchmark.peers.RawBytes;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads bytes from a bare socket into 256 KiB of direct memory, one stream at a time; the checksum
 * takes the place of the sum, the bytes that of the rows.
 */
final class RawReading implements Reading {
  private static final int SOCKET_BYTES = 4 << 20;
  private static final int READ_BYTES = 256 << 10;
  private static final Pattern BYTES = Pattern.compile("\"bytes\":([0-9]+)");

  private final SocketChannel socket;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);

  RawReading(String location) throws IOException {
    URI uri = URI.create(location);
    SocketAddress address =
        uri.getHost() == null
            ? UnixDomainSocketAddress.of(uri.getPath())
            : new InetSocketAddress(uri.getHost(), uri.getPort());
    this.socket =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
    socket.connect(address);
  }

  @Override
  public synchronized Seen read(String ticket, String compression) throws IOException {
    Matcher asked = BYTES.matcher(ticket);
    if (!asked.find()) {
      throw new IllegalArgumentException("Expected {\"bytes\":n}, was " + ticket);
    }
    long bytes = Long.parseLong(asked.group(1));
    ByteBuffer request = ByteBuffer.wrap((ticket + "\n").getBytes(StandardCharsets.UTF_8));
    while (request.hasRemaining()) {
      socket.write(request);
    }
    long checksum = 0;
    long nextSample = 0;
    long position = 0;
    while (position < bytes) {
      buffer.clear().limit((int) Math.min(READ_BYTES, bytes - position));
      int read = socket.read(buffer);
      if (read < 0) {
        throw new EOFException("The server closed after " + position + " of " + bytes + " bytes.");
      }
      for (; nextSample < position + read; nextSample += RawBytes.STRIDE) {
        checksum = RawBytes.next(checksum, buffer.get((int) (nextSample - position)));
      }
      position += read;
    }
    return new Seen(position, checksum);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // it is closed all the same
    }
  }
}
