package io.fastflight.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Passes one connection on and writes down what the server sends, to find its HTTP/2 frames. */
final class FrameEdges implements AutoCloseable {
  private static final int FRAME_HEADER_BYTES = 9;

  private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<Thread> threads = new ArrayList<>();
  private volatile Socket client;
  private volatile Socket server;

  FrameEdges(int serverPort) throws IOException {
    Thread passing =
        new Thread(
            () -> {
              try {
                client = socket.accept();
                server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                Thread back =
                    new Thread(() -> pass(client, server, OutputStream.nullOutputStream()));
                back.start();
                pass(server, client, sent);
                back.join();
              } catch (IOException | InterruptedException closed) {
                Thread.currentThread().interrupt();
              }
            });
    threads.add(passing);
    passing.start();
  }

  String location() {
    return "grpc://127.0.0.1:" + socket.getLocalPort();
  }

  private static void pass(Socket from, Socket to, OutputStream copy) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (copy) {
          copy.write(buffer, 0, count);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException closed) {
      // the other direction has closed both
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  /** Returns where each frame of the server begins, and where the last ends. */
  List<Integer> edges() {
    byte[] bytes;
    synchronized (sent) {
      bytes = sent.toByteArray();
    }
    List<Integer> edges = new ArrayList<>(List.of(0));
    int at = 0;
    while (at + FRAME_HEADER_BYTES <= bytes.length) {
      int length = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
      at += FRAME_HEADER_BYTES + length;
      edges.add(at);
    }
    return edges;
  }

  @Override
  public void close() throws Exception {
    socket.close();
    closeQuietly(client);
    closeQuietly(server);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException closed) {
      // it is what was wanted
    }
  }
}
