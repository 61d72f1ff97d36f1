package io.fastflight.http;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.fastflight.error.FastFlightException;
import io.fastflight.http.door.CallerCheck;
import io.fastflight.http.door.OpenCalls;
import io.fastflight.http.door.SignInDoor;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.http.handler.HttpRules;
import io.fastflight.security.Authentication;
import io.fastflight.security.RedirectSignIn;
import io.fastflight.security.Sessions;
import io.fastflight.service.CallListener;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.JvmFlags;
import io.fastflight.wire.ListenAddress;
import io.fastflight.wire.ListenAddress.Protection;
import io.fastflight.wire.TlsServerContext;
import io.fastflight.wire.WorkerThreads;
import io.fastflight.wire.tls.ServerTls;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the streams of a source over HTTP/1.1 and HTTP/2, as Arrow, JSON, CSV and more: see {@code
 * docs/reference/http.md}.
 *
 * <pre>{@code
 * try (FastFlightHttpServer server = FastFlightHttpServer.builder(engine).port(0).start()) {
 *   System.out.println(server.location() + server.prefix() + "/stream");
 *   server.awaitClose();
 * }
 * }</pre>
 *
 * <p><b>Ownership:</b> owns its threads and sockets; borrows the source.
 *
 * <p><b>Threads:</b> any.
 */
public final class FastFlightHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FastFlightHttpServer.class);

  /** How long connections may take to say goodbye before they are cut. */
  private static final Duration GOODBYE_TIME = Duration.ofMillis(500);

  private static final Duration STOP_TIME = Duration.ofSeconds(2);

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_LINE_BYTES = 16 * 1024;

  /** Of one connection. Armeria sets no limit; a browser has dozens, other clients hundreds. */
  static final int MAX_STREAMS = 1_024;

  /**
   * How long a body may come that nobody reads, behind its answer. Cut at once, as Armeria does by
   * default, the caller's stream is reset with CANCEL while it sends, and JDK 25's client then
   * fails in place of handing out the answer.
   */
  private static final Duration UNREAD_BODY_TIME = Duration.ofSeconds(5);

  private static final Duration IDLE_TIME = Duration.ofSeconds(30);

  private final ListenAddress address;
  private final Optional<ServerTls> tls;
  private final String prefix;
  private final Duration closeGrace;
  private final WorkerThreads workers;
  private final EventLoopGroup eventLoops;
  private final OpenCalls calls = new OpenCalls();
  private final Server armeria;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private int port; // set before anyone else sees this server

  private FastFlightHttpServer(Builder builder) {
    JvmFlags.requireArrowAccess();
    this.tls = builder.tls;
    this.address = new ListenAddress(builder.host, builder.port, builder.protection());
    this.prefix = builder.prefix;
    this.closeGrace = builder.closeGrace;
    InetSocketAddress bind = address.resolve();
    this.workers = WorkerThreads.best("fastflight-http-worker");
    this.eventLoops = eventLoops();
    HttpHandler handler =
        new HttpHandler(builder.rules(), builder.source, workers, calls::isClosing);
    builder.metrics.ifPresent(handler::showMetrics);
    Optional<String> flight = builder.flightLocation;
    handler.showFlight(() -> flight);
    ArmeriaDoor door =
        new ArmeriaDoor(
            handler,
            new CallerCheck(handler, builder.whoCalls(), builder.calls, workers),
            builder.signIn(handler),
            calls,
            builder.readTimeout,
            chain -> tls.isPresent() && tls.get().vouchesFor(chain));
    this.armeria = armeria(bind, door, builder.requestTimeout);
  }

  private Server armeria(InetSocketAddress bind, ArmeriaDoor door, Duration requestTimeout) {
    ServerBuilder server = Server.builder();
    HttpHandler.SECURITY_HEADERS.forEach(server::addHeader);
    if (tls.isPresent()) {
      secure(server.https(bind), tls.get());
    } else {
      server.http(bind);
    }
    return server
        .workerGroup(eventLoops, true)
        // One group for both: Armeria ends an acceptor of its own with Netty's quiet period of 2 s.
        .bossGroupFactory(name -> eventLoops)
        .childChannelPipelineCustomizer(
            pipeline ->
                pipeline.addFirst(
                    new UpgradePause(requestTimeout),
                    new JoinedWrites(),
                    new CallPatience(requestTimeout)))
        .startStopExecutor(Runnable::run) // nothing blocks there, and Armeria's has a thread
        .meterRegistry(new CompositeMeterRegistry()) // else every server stays in the JVM's one
        .serviceUnder("/", door)
        .errorHandler(new ArmeriaErrors(requestTimeout))
        .unloggedExceptionsReportInterval(Duration.ZERO) // else it takes a thread of Armeria's own
        .disableServerHeader()
        .maxRequestLength(HttpHandler.MAX_REQUEST_BYTES)
        .requestTimeout(requestTimeout)
        .requestAutoAbortDelay(UNREAD_BODY_TIME)
        .idleTimeout(IDLE_TIME)
        .http1MaxInitialLineLength(MAX_LINE_BYTES)
        .http1MaxHeaderSize(MAX_HEADER_BYTES)
        .http2MaxHeaderListSize(MAX_HEADER_BYTES)
        .http2MaxStreamsPerConnection(MAX_STREAMS)
        .http2MaxResetFramesPerWindow(200, 30) // CVE-2023-44487: rapid reset
        .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO) // close() does that itself
        .connectionDrainDuration(Duration.ZERO)
        .build();
  }

  private static void secure(ServerBuilder server, ServerTls tls) {
    server.tls(new TlsKeys(tls)).tlsCustomizer(netty -> TlsServerContext.prepare(netty, tls));
  }

  private static EventLoopGroup eventLoops() {
    return EventLoopGroups.builder()
        .numThreads(Runtime.getRuntime().availableProcessors())
        .threadFactory(new DefaultThreadFactory("fastflight-http-io", true))
        .gracefulShutdown(Duration.ZERO, STOP_TIME)
        .build();
  }

  /** Begins a server over {@code source}, on 127.0.0.1:8000, under {@code /fastflight}. */
  public static Builder builder(StreamSource source) {
    return new Builder(source);
  }

  /** Returns where clients find this server, for instance {@code http://127.0.0.1:8000}. */
  public String location() {
    String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    return (tls.isPresent() ? "https://" : "http://") + host + ":" + port();
  }

  /** Returns the port it listens on. */
  public int port() {
    return port;
  }

  /** Returns what every path begins with, for instance {@code /fastflight}, or an empty text. */
  public String prefix() {
    return prefix;
  }

  /** Waits until the server is closed. */
  public void awaitClose() throws InterruptedException {
    closed.await();
  }

  /**
   * Refuses new calls, lets running ones end for the grace period, then cuts them, and waits until
   * all is released.
   *
   * <p>Bounded: the grace period plus a few seconds.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    boolean interrupted = calls.close(closeGrace, workers);
    interrupted |= stop();
    closed.countDown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the connections and ends the event loops; returns whether it was interrupted. */
  private boolean stop() {
    CompletableFuture<?> stopped = armeria.closeAsync();
    boolean interrupted = false;
    try {
      stopped.get(GOODBYE_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurry) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException failure) {
      LOG.debug("Connections are cut.", failure);
    }
    // Closes what is still open by force: an HTTP/2 peer that reads nothing keeps its connection
    // open for as long as the GOAWAY frame for it waits in the socket.
    if (!eventLoops.shutdownGracefully().awaitUninterruptibly(2 * STOP_TIME.toMillis())) {
      LOG.warn("The HTTP server did not stop as it should.");
    }
    return interrupted;
  }

  private FastFlightHttpServer started() {
    try {
      armeria.start().join();
      port = armeria.activeLocalPort();
      return this;
    } catch (CompletionException taken) {
      close();
      throw address.cannotBind(taken);
    }
  }

  /** Collects the settings of a server. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final StreamSource source;
    private String host = "127.0.0.1";
    private int port = 8000;
    private String prefix = "/fastflight";
    private boolean insecure;
    private Optional<ServerTls> tls = Optional.empty();
    private Optional<Authentication> authentication = Optional.empty();
    private Optional<Sessions> sessions = Optional.empty();
    private Optional<RedirectSignIn> elsewhere = Optional.empty();
    private CallListener calls = CallListener.NONE;
    private Duration closeGrace = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private Duration readTimeout = Duration.ofMinutes(5);
    private Optional<Supplier<String>> metrics = Optional.empty();
    private Optional<String> flightLocation = Optional.empty();
    private final Set<String> hosts = new TreeSet<>();
    private final Set<String> origins = new TreeSet<>();

    private Builder(StreamSource source) {
      this.source = requireNonNull(source, "source");
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

    /** Puts another beginning on every path: {@code /a/b}, or an empty text for none. */
    public Builder prefix(String prefix) {
      this.prefix = HttpRules.requirePrefix(prefix);
      return this;
    }

    /**
     * Answers calls under another name than {@code localhost}, the address in digits and the host
     * it listens on; {@code *} answers under any, which lets a web page whose name an attacker
     * points here call as if it came from here.
     */
    public Builder allowHost(String host) {
      this.hosts.add(host);
      return this;
    }

    /**
     * Lets browsers show answers to the web pages of an origin: {@code https://app.example.org}.
     */
    public Builder allowOrigin(String origin) {
      this.origins.add(origin);
      return this;
    }

    /**
     * Answers {@code /metrics} under the prefix; without it there is nothing at this path.
     *
     * @param text what Prometheus is to read, in its text format
     */
    public Builder metrics(Supplier<String> text) {
      this.metrics = Optional.of(text);
      return this;
    }

    /**
     * Tells in the description of each service where it is served over Flight, {@code
     * grpc://host:port}; by default nowhere, for a server that is behind this one may not be for
     * callers.
     */
    public Builder flightLocation(String location) {
      this.flightLocation = Optional.of(location);
      return this;
    }

    /** Allows an address that others can reach, though TLS or authentication is missing. */
    public Builder allowInsecure() {
      this.insecure = true;
      return this;
    }

    /**
     * Speaks TLS.
     *
     * <p><b>Ownership:</b> borrows {@code tls}; close it after the server.
     */
    public Builder tls(ServerTls tls) {
      this.tls = Optional.of(tls);
      return this;
    }

    /** Has callers say who they are; pages and health are for everyone. */
    public Builder authentication(Authentication authentication) {
      this.authentication = Optional.of(authentication);
      return this;
    }

    /**
     * Lets people sign in at the console, which then keeps a cookie that no script can read. Takes
     * the place of {@link #authentication}: these know callers by their credentials as well.
     */
    public Builder sessions(Sessions sessions) {
      this.sessions = Optional.of(sessions);
      return this;
    }

    /** Lets them sign in at another server too; needs {@link #sessions}. */
    public Builder signInAt(RedirectSignIn elsewhere) {
      this.elsewhere = Optional.of(elsewhere);
      return this;
    }

    private Optional<Authentication> whoCalls() {
      return sessions.map(Sessions::authentication).or(() -> authentication);
    }

    private SignInDoor signIn(HttpHandler handler) {
      SignInDoor door = new SignInDoor(sessions, elsewhere, prefix, tls.isPresent());
      door.addTo(handler);
      return door;
    }

    /**
     * Tells {@code listener} of every call, also of those that are refused; by default nobody. What
     * is for everyone, pages and health, is no call to it.
     */
    public Builder calls(CallListener listener) {
      this.calls = requireNonNull(listener, "listener");
      return this;
    }

    private Protection protection() {
      return new Protection(tls.isPresent(), whoCalls().isPresent(), insecure);
    }

    /** Sets how long {@link FastFlightHttpServer#close} lets running calls end; 0 or more. */
    public Builder closeGrace(Duration grace) {
      if (grace.isNegative()) {
        throw new IllegalArgumentException("closeGrace must be 0 or more, was " + grace + ".");
      }
      this.closeGrace = grace;
      return this;
    }

    /**
     * Sets how long the headers of a request may take to arrive, and then its body; its answer
     * takes as long as it takes.
     */
    Builder requestTimeout(Duration timeout) {
      this.requestTimeout = timeout;
      return this;
    }

    /** Sets how long a reader may take nothing of an answer before it is cut. */
    Builder readTimeout(Duration timeout) {
      this.readTimeout = timeout;
      return this;
    }

    private HttpRules rules() {
      Set<String> names = new TreeSet<>(hosts);
      if (!host.contains(":")) { // an address in digits is ours anyway
        names.add(host);
      }
      return new HttpRules(prefix, names, origins);
    }

    /**
     * Starts the server.
     *
     * @throws FastFlightException if the port is taken, or the JVM lacks a flag that Arrow needs
     * @throws IllegalArgumentException if the address is unknown, or not loopback and not allowed,
     *     or the prefix, a host or an origin is not one
     */
    public FastFlightHttpServer start() {
      return new FastFlightHttpServer(this).started();
    }
  }
}
