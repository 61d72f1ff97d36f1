package io.fastflight.benchmark.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.fastflight.benchmark.peers.Json;
import io.fastflight.benchmark.peers.RawBytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/**
 * Sends bytes over a bare socket: the limit of this machine.
 *
 * <p>Direct buffers, 4 MiB socket buffers, writes of 1 MiB out of a region of 16 MiB. Each request
 * is one line of JSON, {@code {"bytes": n}}.
 */
final class RawServer implements RunningServer {
  private static final int SOCKET_BYTES = 4 << 20;
  private static final int WRITE_BYTES = 1 << 20;

  private final ServerSocketChannel listening;
  private final SocketAddress address;

  private RawServer(ServerSocketChannel listening) throws IOException {
    this.listening = listening;
    this.address = listening.getLocalAddress();
    ByteBuffer region = RawBytes.region();
    Thread acceptor = new Thread(() -> accept(region), "raw-accept");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  static RawServer tcp(ServerMain.Place place) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(place.host(), 0));
    return new RawServer(listening);
  }

  static RawServer unix(ServerMain.Place place) throws IOException {
    Files.deleteIfExists(place.socket());
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(place.socket()));
    return new RawServer(listening);
  }

  private void accept(ByteBuffer region) {
    try {
      while (true) {
        SocketChannel peer = listening.accept();
        Thread sender = new Thread(() -> serve(peer, region.duplicate()), "raw-sender");
        sender.setDaemon(true);
        sender.start();
      }
    } catch (IOException closed) {
      // the server is over
    }
  }

  private static void serve(SocketChannel peer, ByteBuffer region) {
    try (peer) {
      peer.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BYTES);
      ByteBuffer line = ByteBuffer.allocate(256);
      while (peer.read(line) >= 0) {
        if (line.position() > 0 && line.get(line.position() - 1) == '\n') {
          String request = StandardCharsets.UTF_8.decode(line.flip()).toString();
          send(peer, region, Json.read(request, JsonNode.class).path("bytes").asLong());
          line.clear();
        }
      }
    } catch (IOException gone) {
      // the client left
    }
  }

  private static void send(SocketChannel peer, ByteBuffer region, long bytes) throws IOException {
    for (long sent = 0; sent < bytes; ) {
      int from = (int) (sent % RawBytes.REGION_BYTES);
      int length = (int) Math.min(bytes - sent, WRITE_BYTES - from % WRITE_BYTES);
      region.limit(from + length).position(from);
      sent += peer.write(region);
    }
  }

  @Override
  public String location() {
    return address instanceof InetSocketAddress tcp
        ? "raw://" + tcp.getAddress().getHostAddress() + ":" + tcp.getPort()
        : "raw+unix://" + address;
  }
}
