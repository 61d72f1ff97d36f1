package io.fastflight.it;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/**
 * Passes connections on, a server's HTTP/2 frames one by one: knows where they begin, and can put a
 * GOAWAY between two of them.
 */
final class FrameRelay implements AutoCloseable {
  static final int NEVER = -1;

  private static final int FRAME_HEADER_BYTES = 9;
  private static final int FRAME_TYPE = 3;
  private static final int FRAME_STREAM = 5;
  private static final byte DATA = 0;
  private static final int POLL_MILLIS = 20;

  /** Promises nothing behind stream 0 (RFC 9113, section 6.8). */
  private static final byte[] GO_AWAY =
      HexFormat.of().parseHex("000008" + "07" + "00" + "00000000" + "00000000" + "00000000");

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int serverPort;
  private final IntUnaryOperator goAwayBefore;
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Queue<Closeable> sockets = new ConcurrentLinkedQueue<>();
  private final List<Integer> dataStreams = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> edges = Collections.synchronizedList(new ArrayList<>(List.of(0)));

  /**
   * Starts.
   *
   * @param goAwayBefore of the number of a connection, from 0: the number of the frame that gets a
   *     GOAWAY before it, or {@link #NEVER}
   */
  FrameRelay(int serverPort, IntUnaryOperator goAwayBefore) throws IOException {
    this.serverPort = serverPort;
    this.goAwayBefore = goAwayBefore;
    start(this::accept);
  }

  String location() {
    return "grpc://127.0.0.1:" + socket.getLocalPort();
  }

  int connectionCount() {
    return connections.get();
  }

  /** Returns where each frame on the first connection begins, and where the last ends. */
  List<Integer> edges() {
    synchronized (edges) {
      return List.copyOf(edges);
    }
  }

  /** Returns the stream of each DATA frame on the first connection, in their order. */
  List<Integer> dataStreams() {
    synchronized (dataStreams) {
      return List.copyOf(dataStreams);
    }
  }

  private void start(Runnable task) {
    Thread thread = new Thread(task, "frame-relay");
    threads.add(thread);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        sockets.add(client);
        int number = connections.getAndIncrement();
        start(() -> relay(number, client));
      }
    } catch (IOException closed) {
      // the relay is
    }
  }

  private void relay(int number, Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      start(() -> passRequests(client, server));
      passFrames(number, server, client);
    } catch (IOException gone) {
      // one end is: closing tells the other
    }
  }

  private static void passRequests(Socket client, Socket server) {
    try (client;
        server) {
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException gone) {
      // one end is: closing tells the other
    }
  }

  private void passFrames(int number, Socket server, Socket client) throws IOException {
    DataInputStream in = new DataInputStream(server.getInputStream());
    OutputStream out = client.getOutputStream();
    byte[] header = new byte[FRAME_HEADER_BYTES];
    for (int frame = 0; ; frame++) {
      in.readFully(header);
      int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
      byte[] payload = in.readNBytes(length);
      if (frame == goAwayBefore.applyAsInt(number)) {
        out.write(GO_AWAY);
      }
      out.write(header);
      out.write(payload);
      if (number == 0) {
        if (header[FRAME_TYPE] == DATA) {
          dataStreams.add(ByteBuffer.wrap(header).getInt(FRAME_STREAM));
        }
        edges.add(edges.get(edges.size() - 1) + FRAME_HEADER_BYTES + length);
      }
    }
  }

  @Override
  public void close() throws Exception {
    socket.close();
    for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
      while (thread.isAlive()) {
        for (Closeable open : sockets) {
          open.close();
        }
        thread.join(POLL_MILLIS);
      }
    }
  }
}
