package io.fastflight.testkit.fault;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sends back what it gets, and ends when its client does. */
final class EchoServer implements AutoCloseable {
  private final ServerSocketChannel channel;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

  EchoServer(SocketAddress at) throws IOException {
    channel = ServerSocketChannel.open().bind(at);
    start(this::acceptAll);
  }

  SocketAddress address() throws IOException {
    return channel.getLocalAddress();
  }

  private void start(Runnable task) {
    Thread thread = new Thread(task, "echo-server");
    threads.add(thread);
    thread.start();
  }

  private void acceptAll() {
    try {
      while (true) {
        SocketChannel client = channel.accept();
        clients.add(client);
        start(() -> echo(client));
      }
    } catch (IOException closed) {
      // by close()
    }
  }

  private static void echo(SocketChannel client) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * 1024);
    try (client) {
      while (client.read(bytes.clear()) >= 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          client.write(bytes);
        }
      }
    } catch (IOException gone) {
      // the client is, or close() was called
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    channel.close();
    for (SocketChannel client : clients) {
      client.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
