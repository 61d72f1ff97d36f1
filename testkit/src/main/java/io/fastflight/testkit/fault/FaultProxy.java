package io.fastflight.testkit.fault;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server, over real sockets, and lets their connections fail as a
 * test asks: see {@link Fault}.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(new InetSocketAddress("127.0.0.1", serverPort))) {
 *   proxy.faults(new Fault.Reset(Direction.TO_CLIENT, 10_000)); // for connections from now on
 *   ... a client connects to 127.0.0.1, proxy.port() ...
 * }
 * }</pre>
 *
 * <p>To draw faults at random, give {@link #plan} a function of a seeded generator and {@link
 * Fault#drawn}.
 *
 * <p><b>Threads:</b> any; one accepts, two pass the bytes of each connection, all end by {@link
 * #close}.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BACKLOG = 1_024;

  private final Gate gate = new Gate();
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Map<Direction, LongAdder> passed =
      Map.of(Direction.TO_SERVER, new LongAdder(), Direction.TO_CLIENT, new LongAdder());
  private final SocketAddress address;
  private volatile SocketAddress server;
  private volatile IntFunction<List<Fault>> plan = connection -> List.of();
  private @Nullable Listener listener;
  private @Nullable SocketChannel placeholder;
  private boolean closed;

  /** Accepts connections on a thread of its own. */
  private final class Listener implements Runnable {
    private final ServerSocketChannel channel;
    private final Thread thread;

    Listener(ServerSocketChannel channel) {
      this.channel = channel;
      this.thread = new Thread(this, "fault-proxy-accept");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void run() {
      try {
        while (true) {
          connect(channel.accept());
        }
      } catch (IOException closing) {
        // the channel is closed: that is how it is told to end
      }
    }

    void stop() throws IOException {
      channel.close();
      Joining.join(thread);
    }
  }

  private FaultProxy(SocketAddress server, ServerSocketChannel channel) throws IOException {
    this.server = server;
    this.address = channel.getLocalAddress();
    this.listener = new Listener(channel);
  }

  /**
   * Listens at a free port of the loopback address.
   *
   * @param server where connections lead: an internet address or a Unix socket's
   */
  public static FaultProxy to(SocketAddress server) throws IOException {
    return listening(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /**
   * Listens at a Unix socket, a file that {@link #close} takes away.
   *
   * @param server where connections lead: an internet address or a Unix socket's
   */
  public static FaultProxy to(SocketAddress server, Path unixSocket) throws IOException {
    return listening(server, UnixDomainSocketAddress.of(unixSocket));
  }

  private static FaultProxy listening(SocketAddress server, SocketAddress at) throws IOException {
    ServerSocketChannel channel = bound(at);
    try {
      return new FaultProxy(requireNonNull(server, "server"), channel);
    } catch (Throwable failure) {
      try (channel) {
        throw failure;
      }
    }
  }

  private static ServerSocketChannel bound(SocketAddress at) throws IOException {
    ServerSocketChannel channel =
        at instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      return channel.bind(at, BACKLOG);
    } catch (Throwable failure) {
      try (channel) {
        throw failure;
      }
    }
  }

  /** Returns where it listens. */
  public SocketAddress address() {
    return address;
  }

  /**
   * Returns the port where it listens.
   *
   * @throws IllegalStateException if it listens at a Unix socket
   */
  public int port() {
    if (address instanceof InetSocketAddress internet) {
      return internet.getPort();
    }
    throw new IllegalStateException("This proxy listens at " + address + ", which has no port.");
  }

  /** Lets each connection made from now on suffer these faults; none heals. */
  public void faults(Fault... faults) {
    List<Fault> all = List.of(faults);
    plan(connection -> all);
  }

  /**
   * Asks for the faults of each connection made from now on.
   *
   * @param faults takes the connection's number, counted from 0 since the start; called by one
   *     thread at a time
   */
  public void plan(IntFunction<List<Fault>> faults) {
    plan = requireNonNull(faults, "faults");
  }

  /** Leads connections made from now on to another server, as if the old one had moved. */
  public void server(SocketAddress other) {
    server = requireNonNull(other, "other");
  }

  /** Lets all directions go on that are stalled now. */
  public void resume() {
    gate.resume();
  }

  /** Resets all connections that are open now. */
  public void resetAll() {
    connections.forEach(ProxiedConnection::reset);
  }

  /**
   * Has the kernel refuse connections, as if no server listened, until {@link #accept}. Those
   * counted by {@link #connectionCount} go on.
   */
  public synchronized void refuse() throws IOException {
    requireOpen();
    Listener listening = listener;
    if (listening != null) {
      listener = null;
      listening.stop();
      if (address instanceof InetSocketAddress) {
        placeholder = placeholder(address); // keeps the port ours
      }
    }
  }

  /** A socket that has the port and does not listen. */
  private static SocketChannel placeholder(SocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      return channel.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
    } catch (Throwable failure) {
      try (channel) {
        throw failure;
      }
    }
  }

  /** Accepts connections again, at the same address. */
  public synchronized void accept() throws IOException {
    requireOpen();
    if (listener == null) {
      removeFile();
      listener = new Listener(bound(address));
      removePlaceholder();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The proxy at " + address + " is closed.");
    }
  }

  /** Returns how many connections were made since the start. */
  public int connectionCount() {
    return accepted.get();
  }

  /** Returns how many connections are open. */
  public int openConnectionCount() {
    return connections.size();
  }

  /** Returns how many bytes were passed on since the start, spliced ones left out. */
  public long bytesPassed(Direction direction) {
    return counter(direction).sum();
  }

  private void connect(SocketChannel client) {
    int number = accepted.getAndIncrement();
    try {
      List<Fault> faults = List.copyOf(plan.apply(number));
      SocketChannel target = SocketChannel.open(server);
      String name = "fault-proxy-" + number;
      ProxiedConnection connection = new ProxiedConnection(this, name, faults, client, target);
      connections.add(connection);
      connection.start();
    } catch (IOException refused) {
      ProxiedConnection.reset(client); // so the client hears of it
    } catch (Throwable failure) { // of the test's plan
      ProxiedConnection.reset(client);
      throw failure;
    }
  }

  Gate gate() {
    return gate;
  }

  void passed(Direction direction, int bytes) {
    counter(direction).add(bytes);
  }

  private LongAdder counter(Direction direction) {
    return requireNonNull(passed.get(direction));
  }

  void ended(ProxiedConnection connection) {
    connections.remove(connection);
  }

  /** Ends all connections and all threads. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      Listener listening = listener;
      listener = null;
      if (listening != null) {
        listening.stop();
      }
      removePlaceholder();
      removeFile();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      connections.forEach(ProxiedConnection::close);
    }
  }

  private void removePlaceholder() throws IOException {
    SocketChannel holding = placeholder;
    placeholder = null;
    if (holding != null) {
      holding.close();
    }
  }

  private void removeFile() throws IOException {
    if (address instanceof UnixDomainSocketAddress unix) {
      Files.deleteIfExists(unix.getPath());
    }
  }
}
