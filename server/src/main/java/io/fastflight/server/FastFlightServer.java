package io.fastflight.server;

import static java.util.Objects.requireNonNull;

import io.fastflight.engine.Engine;
import io.fastflight.error.FastFlightException;
import io.fastflight.wire.JvmFlags;
import io.fastflight.wire.ListenAddress;
import io.fastflight.wire.WorkerThreads;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

  /** A ticket is at most 256 KiB; what is larger is refused by gRPC before it is all read. */
  private static final int MAX_REQUEST_BYTES = 1024 * 1024;

  /** Arrow's own server allows 2 GiB of headers. */
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private final ListenAddress address;
  private final Server grpc;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup eventLoops;
  private final WorkerThreads workers;
  private final DoGetHandler doGet;
  private final Duration closeGrace;
  private boolean closed;

  private FastFlightServer(Builder builder) {
    JvmFlags.requireArrowAccess();
    this.address = new ListenAddress(builder.host, builder.port, builder.insecure);
    this.closeGrace = builder.closeGrace;
    var bind = address.resolve();
    this.workers = new WorkerThreads("fastflight-worker", WorkerThreads.DEFAULT_THREADS);
    this.acceptor = eventLoops("fastflight-accept", 1);
    this.eventLoops = eventLoops("fastflight-io", Runtime.getRuntime().availableProcessors());
    this.doGet = new DoGetHandler(builder.engine, workers);
    this.grpc =
        NettyServerBuilder.forAddress(bind)
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(acceptor)
            .workerEventLoopGroup(eventLoops)
            .directExecutor() // our handlers never block: what may block runs on the workers
            .maxInboundMessageSize(MAX_REQUEST_BYTES)
            .maxInboundMetadataSize(MAX_HEADER_BYTES)
            .permitKeepAliveTime(20, TimeUnit.SECONDS)
            .maxRstFramesPerWindow(200, 30) // CVE-2023-44487: rapid reset
            .intercept(new RequestHeaders())
            .addService(FlightService.over(builder.engine, doGet, workers))
            .build();
  }

  /** Begins a server over {@code engine}, on 127.0.0.1:8815. */
  public static Builder builder(Engine engine) {
    return new Builder(engine);
  }

  /** Returns where clients find this server, for instance {@code grpc://127.0.0.1:8815}. */
  public String location() {
    String host = address.host();
    return "grpc://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
  }

  /** Returns the port it listens on. */
  public int port() {
    return grpc.getPort();
  }

  /** Waits until the server is closed. */
  public void awaitClose() throws InterruptedException {
    grpc.awaitTermination();
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
    grpc.shutdown();
    try {
      if (!grpc.awaitTermination(closeGrace.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} streams were cut after the grace of {}.", doGet.openStreams(), closeGrace);
        grpc.shutdownNow();
        grpc.awaitTermination(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      grpc.shutdownNow();
      Thread.currentThread().interrupt();
    }
    workers.close();
    stop(eventLoops);
    stop(acceptor);
  }

  private FastFlightServer started() {
    try {
      grpc.start();
      return this;
    } catch (IOException taken) {
      close();
      throw address.cannotBind(taken);
    }
  }

  private static EventLoopGroup eventLoops(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }

  private static void stop(EventLoopGroup group) {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** Collects the settings of a server. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final Engine engine;
    private String host = "127.0.0.1";
    private int port = 8815;
    private boolean insecure;
    private Duration closeGrace = Duration.ofSeconds(5);

    private Builder(Engine engine) {
      this.engine = requireNonNull(engine, "engine");
    }

    /** Listens on another address; one that others can reach needs {@link #allowInsecure}. */
    public Builder host(String host) {
      this.host = requireNonNull(host, "host");
      return this;
    }

    /** Listens on another port, 1..65535, or 0 for any free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Allows an address that others can reach, though there is neither TLS nor authentication. */
    public Builder allowInsecure() {
      this.insecure = true;
      return this;
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
