package io.fastflight.it.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;

/**
 * Answers every connection with bytes of a test's choice, one connection after the other. What the
 * client does about it, a reset say, is no fault of this server's.
 */
final class HostileServer implements AutoCloseable {
  /** Writes what the test wants; may close the connection. */
  interface Script {
    void play(RawHttp2 peer) throws IOException;
  }

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Script greeting;
  private final Script answer;
  private final Thread thread = new Thread(this::serveAll, "hostile-server");
  private volatile Socket connected = new Socket();

  private HostileServer(Script greeting, Script answer) throws IOException {
    this.greeting = greeting;
    this.answer = answer;
    thread.start();
  }

  /** Plays the script when a request is there, behind proper HTTP/2 so far. */
  static HostileServer answering(Script script) throws IOException {
    return new HostileServer(
        peer -> peer.write(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, RawHttp2.NOTHING)), script);
  }

  /** Plays the script when a client has connected, and nothing after it. */
  static HostileServer greeting(Script script) throws IOException {
    return new HostileServer(script, peer -> {});
  }

  String location() {
    return "grpc://127.0.0.1:" + listening.getLocalPort();
  }

  private void serveAll() {
    while (true) {
      try (Socket socket = listening.accept()) {
        connected = socket;
        serve(new RawHttp2(socket));
      } catch (IOException ended) {
        if (listening.isClosed()) {
          return;
        }
      }
    }
  }

  private void serve(RawHttp2 peer) throws IOException {
    greeting.play(peer);
    if (Arrays.equals(peer.readBytes(RawHttp2.PREFACE.length), RawHttp2.PREFACE)) {
      Optional<RawHttp2.Frame> next = peer.read();
      while (next.isPresent()) {
        if (next.get().endsStream()) {
          answer.play(peer);
        }
        next = peer.read();
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    listening.close();
    connected.close();
    thread.join();
  }
}
