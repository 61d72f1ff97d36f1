package io.fastflight.testkit.fault;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection of a client and its twin to the server; two threads pass bytes between them. */
final class ProxiedConnection {
  private final FaultProxy proxy;
  private final List<Fault> faults;
  private final SocketChannel client;
  private final SocketChannel server;
  private final AtomicInteger directions = new AtomicInteger(2);
  private final List<Thread> threads;

  /** Takes both channels. */
  ProxiedConnection(
      FaultProxy proxy,
      String name,
      List<Fault> faults,
      SocketChannel client,
      SocketChannel server) {
    this.proxy = proxy;
    this.faults = faults;
    this.client = client;
    this.server = server;
    this.threads =
        List.of(
            new Thread(new OneWay(Direction.TO_SERVER, client, server, this), name + " to server"),
            new Thread(new OneWay(Direction.TO_CLIENT, server, client, this), name + " to client"));
  }

  void start() {
    sendAtOnce(client);
    sendAtOnce(server);
    threads.forEach(
        thread -> {
          thread.setDaemon(true);
          thread.start();
        });
  }

  /** The kernel would keep a small piece back until the one before it is acknowledged: 40 ms. */
  private static void sendAtOnce(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException | UnsupportedOperationException other) {
      // closed already, or a Unix socket, which keeps nothing back
    }
  }

  List<Fault> faults() {
    return faults;
  }

  void passed(Direction direction, int bytes) {
    proxy.passed(direction, bytes);
  }

  void stall() throws InterruptedException {
    proxy.gate().awaitResume();
  }

  /** Called by each direction when it is over. */
  void ended() {
    if (directions.decrementAndGet() == 0) {
      close(client);
      close(server);
      proxy.ended(this);
    }
  }

  /** Makes both ends find a reset, and both directions end. */
  void reset() {
    reset(client);
    reset(server);
    threads.forEach(Thread::interrupt);
  }

  static void reset(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | UnsupportedOperationException closed) {
      // closed by the other direction, or a Unix socket, which ends
    }
    close(channel);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      // then there is nothing to close
    }
  }

  /** Ends both directions and waits for their threads. */
  void close() {
    close(client);
    close(server);
    threads.forEach(Thread::interrupt);
    threads.forEach(Joining::join);
  }
}
