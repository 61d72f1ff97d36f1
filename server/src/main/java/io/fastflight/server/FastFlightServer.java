package io.fastflight.server;

import static java.util.Objects.requireNonNull;

import io.fastflight.engine.Engine;
import io.fastflight.error.FastFlightException;
import io.fastflight.security.Authentication;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.CallListener;
import io.fastflight.wire.FlightLocation;
import io.fastflight.wire.JvmFlags;
import io.fastflight.wire.ListenAddress;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.Transport;
import io.fastflight.wire.TransportConfig;
import io.fastflight.wire.UnixSocket;
import io.fastflight.wire.WorkerThreads;
import io.fastflight.wire.tls.ServerTls;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the services of an engine to any Arrow Flight client.
 *
 * <pre>{@code
 * try (FastFlightServer server = FastFlightServer.builder(engine).port(0).start()) {
 *   System.out.println(server.location());
 *   server.awaitClose();
 * }
 * }</pre>
 *
 * <p><b>Ownership:</b> owns its threads and sockets; borrows the engine.
 *
 * <p><b>Threads:</b> any.
 */
public final class FastFlightServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FastFlightServer.class);

  private final ListenAddress address;
  private final Optional<ServerTls> tls;
  private final Protection protection;
  private final CallListener calls;
  private final List<Server> doors = new ArrayList<>();
  private final Optional<UnixSocket> unixSocket;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup eventLoops;
  private final WorkerThreads workers;
  private final DoGetHandler doGet;
  private final Duration closeGrace;
  private final Duration warmUp;
  private final TransportConfig config;
  private boolean closed;

  private FastFlightServer(Builder builder) {
    JvmFlags.requireArrowAccess();
    this.tls = builder.tls;
    this.address = new ListenAddress(builder.host, builder.port, builder.listening());
    this.calls = builder.calls;
    this.closeGrace = builder.closeGrace;
    this.warmUp = builder.warmUp;
    this.config = builder.transport;
    var bind = address.resolve();
    this.protection = builder.protection(bind.getAddress().isLoopbackAddress());
    this.unixSocket = builder.unixSocket.map(UnixSocket::prepare);
    Transport transport = Transport.of(builder.transport);
    this.workers = WorkerThreads.best("fastflight-worker");
    this.acceptor = transport.eventLoops("fastflight-accept", 1);
    this.eventLoops =
        transport.eventLoops("fastflight-io", Runtime.getRuntime().availableProcessors());
    this.doGet =
        new DoGetHandler(
            builder.engine,
            protection.tickets(),
            PumpResources.of(workers, builder.transport),
            builder.transport);
    ServerServiceDefinition service =
        FlightService.over(builder.engine, doGet, protection, workers);
    NettyServerBuilder network =
        tls.map(secure -> transport.server(bind, secure)).orElseGet(() -> transport.server(bind));
    doors.add(door(network, service));
    unixSocket.ifPresent(socket -> doors.add(door(transport.server(socket.path()), service)));
  }

  private Server door(NettyServerBuilder builder, ServerServiceDefinition service) {
    builder
        .bossEventLoopGroup(acceptor)
        .workerEventLoopGroup(eventLoops)
        .directExecutor() // our handlers never block: what may block runs on the workers
        .intercept(new RequestHeaders());
    protection
        .authentication()
        .map(asked -> new Callers(asked, workers, this::vouchesFor))
        .ifPresent(callers -> builder.intercept(callers).callExecutor(callers));
    return builder.intercept(new CallTrails(calls)).addService(service).build(); // the first
  }

  private boolean vouchesFor(List<X509Certificate> chain) {
    return tls.isPresent() && tls.get().vouchesFor(chain);
  }

  /** Begins a server over {@code engine}, on 127.0.0.1:8815. */
  public static Builder builder(Engine engine) {
    return new Builder(engine);
  }

  /** Returns where clients find this server, for instance {@code grpc://127.0.0.1:8815}. */
  public String location() {
    FlightLocation location =
        tls.isPresent()
            ? new FlightLocation.Tls(address.host(), port())
            : new FlightLocation.Tcp(address.host(), port());
    return location.toString();
  }

  /** Returns where clients on this machine find it, if it listens at a Unix socket as well. */
  public Optional<String> unixLocation() {
    return unixSocket.map(socket -> new FlightLocation.Unix(socket.path()).toString());
  }

  /** Returns the port it listens on. */
  public int port() {
    return doors.get(0).getPort();
  }

  /** Waits until the server is closed. */
  public void awaitClose() throws InterruptedException {
    for (Server door : doors) {
      door.awaitTermination();
    }
  }

  /**
   * Refuses new calls, lets running ones end for the grace period, then cuts them, and waits until
   * all is released.
   *
   * <p>Bounded: the grace period plus a few seconds.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    doors.forEach(Server::shutdown);
    try {
      if (!awaitTermination(closeGrace)) {
        LOG.warn("{} streams were cut after the grace of {}.", doGet.openStreams(), closeGrace);
        doors.forEach(Server::shutdownNow);
        awaitTermination(Duration.ofSeconds(5));
      }
    } catch (InterruptedException interrupted) {
      doors.forEach(Server::shutdownNow);
      Thread.currentThread().interrupt();
    }
    unixSocket.ifPresent(UnixSocket::close);
    workers.close();
    stop(eventLoops);
    stop(acceptor);
  }

  private boolean awaitTermination(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (Server door : doors) {
      if (!door.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  private FastFlightServer started() {
    if (!warmUp.isZero()) {
      WarmUp.run(warmUp, config); // before the doors open: who reaches us finds us warm
    }
    try {
      start(doors.get(0), address::cannotBind);
      if (unixSocket.isPresent()) {
        start(doors.get(1), unixSocket.get()::cannotBind);
        unixSocket.get().protect();
      }
      return this;
    } catch (RuntimeException cannotListen) {
      close();
      throw cannotListen;
    }
  }

  private static void start(Server door, Function<Throwable, RuntimeException> cannotBind) {
    try {
      door.start();
    } catch (IOException taken) {
      throw cannotBind.apply(taken);
    }
  }

  static void stop(EventLoopGroup group) {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** Collects the settings of a server. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private static final Duration MAX_WARM_UP = Duration.ofSeconds(60);

    private final Engine engine;
    private String host = "127.0.0.1";
    private int port = 8815;
    private boolean insecure;
    private Optional<ServerTls> tls = Optional.empty();
    private Optional<Authentication> authentication = Optional.empty();
    private Optional<SealKeys> sealKeys = Optional.empty();
    private Duration ticketLifetime = Duration.ofMinutes(10);
    private boolean directTickets;
    private CallListener calls = CallListener.NONE;
    private Duration closeGrace = Duration.ofSeconds(5);
    private Duration warmUp = Duration.ZERO;
    private Optional<Path> unixSocket = Optional.empty();
    private TransportConfig transport = TransportConfig.defaults();

    private Builder(Engine engine) {
      this.engine = requireNonNull(engine, "engine");
    }

    /** Listens on another address; one that others can reach needs TLS and authentication. */
    public Builder host(String host) {
      this.host = requireNonNull(host, "host");
      return this;
    }

    /** Listens on another port, 1..65535, or 0 for any free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Allows an address that others can reach, though TLS or authentication is missing. */
    public Builder allowInsecure() {
      this.insecure = true;
      return this;
    }

    /**
     * Speaks TLS at its address, not at a Unix socket.
     *
     * <p><b>Ownership:</b> borrows {@code tls}; close it after the server.
     */
    public Builder tls(ServerTls tls) {
      this.tls = Optional.of(tls);
      return this;
    }

    /**
     * Has every caller say who they are; then tickets are sealed for the one they are made for.
     *
     * <p>At a Unix socket as well: there only the process's own user gets in, but is not known.
     */
    public Builder authentication(Authentication authentication) {
      this.authentication = Optional.of(authentication);
      return this;
    }

    /**
     * Seals tickets and sessions by these keys, which replicas share; else by a key of this
     * process.
     */
    public Builder sealKeys(SealKeys keys) {
      this.sealKeys = Optional.of(keys);
      return this;
    }

    /** Sets how long a ticket from GetFlightInfo may be used, 1 second to 1 day; 10 minutes. */
    public Builder ticketLifetime(Duration lifetime) {
      if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
          || lifetime.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "ticketLifetime must be 1 second to 1 day, was " + lifetime + ".");
      }
      this.ticketLifetime = lifetime;
      return this;
    }

    /**
     * Takes tickets that are a caller's own JSON, the first FastFlight's way, though callers are
     * known and the address is not loopback. They are authorised like any other.
     */
    public Builder allowDirectTickets() {
      this.directTickets = true;
      return this;
    }

    /**
     * Tells {@code listener} of every call, also of those that are refused; by default nobody.
     *
     * <p>An engine's own listener is told of streams only, and not of what never reaches it.
     */
    public Builder calls(CallListener listener) {
      this.calls = requireNonNull(listener, "listener");
      return this;
    }

    private ListenAddress.Protection listening() {
      return new ListenAddress.Protection(tls.isPresent(), authentication.isPresent(), insecure);
    }

    private Protection protection(boolean loopback) {
      return Protection.of(authentication, sealKeys, ticketLifetime, directTickets || loopback);
    }

    /** Sets how long {@link FastFlightServer#close} lets running calls end; 0 or more. */
    public Builder closeGrace(Duration grace) {
      if (grace.isNegative()) {
        throw new IllegalArgumentException("closeGrace must be 0 or more, was " + grace + ".");
      }
      this.closeGrace = grace;
      return this;
    }

    /**
     * Sets how long {@link #start} may stream to itself first, so that the first callers find
     * compiled code; 0, the default, to 60 seconds. The command line uses 1 second.
     */
    public Builder warmUp(Duration time) {
      if (time.isNegative() || time.compareTo(MAX_WARM_UP) > 0) {
        throw new IllegalArgumentException("warmUp must be 0..60 seconds, was " + time + ".");
      }
      this.warmUp = time;
      return this;
    }

    /**
     * Listens at a Unix socket as well, for clients on this machine: {@code grpc+unix://} and the
     * path. Only the owner of the process can connect.
     */
    public Builder unixSocket(Path path) {
      this.unixSocket = Optional.of(path);
      return this;
    }

    /** Sets how bytes travel. */
    public Builder transport(TransportConfig transport) {
      this.transport = requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Starts the server.
     *
     * @throws FastFlightException if the port is taken, or the JVM lacks a flag that Arrow needs
     * @throws IllegalArgumentException if the address is unknown, or not loopback and not allowed
     */
    public FastFlightServer start() {
      return new FastFlightServer(this).started();
    }
  }
}
