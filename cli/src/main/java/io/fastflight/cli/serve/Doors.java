package io.fastflight.cli.serve;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.error.FastFlightException;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.http.handler.HttpStatuses;
import io.fastflight.security.Authentication;
import io.fastflight.security.audit.AuditLog;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.tls.ServerTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Opens the doors of a server process, and says when they answer.
 *
 * <p><b>Ownership:</b> owns the servers, and closes them side by side, so that a stop takes the
 * grace of one and not of both.
 */
public final class Doors implements AutoCloseable {
  private static final int PROBE_MILLIS = 10_000;

  private final Console console;
  private final SecurityOptions options;
  private final Optional<Authentication> authentication;
  private final Optional<ServerTls> tls; // borrowed
  private final Access access;
  private final Optional<AuditLog> audit;
  private final List<String> ready = new ArrayList<>(List.of("ready"));
  private Optional<String> flightLocation = Optional.empty();
  private final List<Runnable> closers = new CopyOnWriteArrayList<>();

  /**
   * Begins without a door; with {@code --insecure} it warns.
   *
   * @param access what {@code options} ask for, borrowed
   */
  public Doors(Console console, SecurityOptions options, Access access) {
    this.console = console;
    this.options = options;
    this.authentication = access.authentication();
    this.tls = access.tls();
    this.access = access;
    this.audit = options.audit.open();
    LeftCallers.silence();
    if (options.insecure) {
      insecurity().ifPresent(console::warn);
    }
  }

  private Optional<String> insecurity() {
    if (authentication.isEmpty()) {
      return Optional.of(
          tls.isPresent()
              ? "--insecure: whoever reaches this server can read its data; there is no authentication."
              : "--insecure: whoever reaches this server can read its data; there is neither TLS nor authentication.");
    }
    return tls.isPresent()
        ? Optional.empty()
        : Optional.of(
            "--insecure: whoever can listen to the network can read data and credentials; there is no TLS.");
  }

  /** Returns what the doors tell of their calls, if they are to. */
  Optional<AuditLog> audit() {
    return audit;
  }

  /** Returns whether this process is a stranger to its own doors, so that it cannot ask them. */
  private boolean isClosedToItself() {
    return tls.isPresent() || authentication.isPresent();
  }

  /** Opens the Flight door and waits until it answers; returns where it is. */
  public String openFlight(FlightDoorOptions options, Engine engine) {
    Location wanted = Location.parse(options.flightLocation, tls.isPresent());
    FastFlightServer server = checkingAddress(() -> startFlight(wanted, options, engine));
    closers.add(server::close);
    Location location = wanted.withPort(server.port());
    if (!isClosedToItself()) { // it is open by now in either case
      try (FastFlightClient client = FastFlightClient.connect(location.fromHere().toString())) {
        client.services();
      }
    }
    ready.add("flight=" + location);
    server.unixLocation().ifPresent(unix -> ready.add("flight=" + unix));
    flightLocation = Optional.of(location.toString());
    return location.toString();
  }

  private FastFlightServer startFlight(
      Location location, FlightDoorOptions options, Engine engine) {
    FastFlightServer.Builder server =
        FastFlightServer.builder(engine)
            .host(location.host())
            .port(location.port())
            .warmUp(Duration.ofMillis(options.warmUpMillis));
    Path unixSocket = options.unixSocket;
    if (unixSocket != null) {
      server.unixSocket(unixSocket);
    }
    tls.ifPresent(server::tls);
    audit.ifPresent(server::calls);
    authentication.ifPresent(server::authentication);
    this.options.tickets(server);
    if (this.options.insecure) {
      server.allowInsecure();
    }
    return server.start();
  }

  /**
   * Says where the HTTP door is.
   *
   * @param address with the prefix
   * @param status what the catalogue was answered with: not 200 as long as the server behind the
   *     door cannot be reached
   */
  public record HttpDoor(String address, int status) {}

  /**
   * Opens the HTTP door and waits until it answers.
   *
   * @param metrics what it answers to {@code /metrics}
   * @throws IOException if it does not
   */
  public HttpDoor openHttp(HttpDoorOptions options, StreamSource source, Supplier<String> metrics)
      throws IOException {
    FastFlightHttpServer server = checkingAddress(() -> startHttp(options, source, metrics));
    closers.add(server::close);
    Location location = new Location(options.restHost, server.port(), tls.isPresent());
    int status =
        isClosedToItself()
            ? status(source)
            : get(
                "http://%s%s/registered_data_types"
                    .formatted(location.fromHere().authority(), server.prefix()));
    String scheme = tls.isPresent() ? "https://" : "http://";
    String address = scheme + location.authority() + server.prefix();
    ready.add("http=" + address);
    return new HttpDoor(address, status);
  }

  /** Returns what the catalogue would be answered with at a door that is closed to this process. */
  private static int status(StreamSource source) {
    try {
      source.services();
      return 200;
    } catch (FastFlightException failure) {
      return HttpStatuses.of(failure.code());
    }
  }

  private FastFlightHttpServer startHttp(
      HttpDoorOptions options, StreamSource source, Supplier<String> metrics) {
    FastFlightHttpServer.Builder server =
        FastFlightHttpServer.builder(source)
            .host(options.restHost)
            .port(options.restPort)
            .prefix(options.restPrefix)
            .metrics(metrics);
    options.restHosts.forEach(server::allowHost);
    options.restOrigins.forEach(server::allowOrigin);
    flightLocation.ifPresent(server::flightLocation);
    tls.ifPresent(server::tls);
    audit.ifPresent(server::calls);
    authentication.ifPresent(server::authentication);
    access.sessions().ifPresent(server::sessions);
    access.elsewhere().ifPresent(server::signInAt);
    if (this.options.insecure) {
      server.allowInsecure();
    }
    return server.start();
  }

  /** Tells on standard output which doors answer. */
  void tellReady() throws IOException {
    console.print(String.join(" ", ready));
  }

  /** Refuses new calls on both doors, lets running ones end for a while, then cuts them. */
  @Override
  public void close() {
    CompletableFuture<?>[] closing =
        closers.stream()
            .map(close -> CompletableFuture.runAsync(close, Doors::onThreadOfItsOwn))
            .toArray(CompletableFuture<?>[]::new);
    closers.clear();
    CompletableFuture.allOf(closing).join();
    audit.ifPresent(AuditLog::close); // after the last call has ended
  }

  private static void onThreadOfItsOwn(Runnable task) {
    new Thread(task, "fastflight-close").start();
  }

  private static <T> T checkingAddress(Supplier<T> start) {
    try {
      return start.get();
    } catch (IllegalArgumentException address) {
      throw new WrongUsageException(String.valueOf(address.getMessage()), address);
    }
  }

  private static int get(String address) throws IOException {
    HttpURLConnection call = (HttpURLConnection) new URL(address).openConnection();
    call.setConnectTimeout(PROBE_MILLIS);
    call.setReadTimeout(PROBE_MILLIS);
    call.setRequestProperty("connection", "close"); // or the JDK keeps it for a while
    try {
      int status = call.getResponseCode();
      try (InputStream body = status < 400 ? call.getInputStream() : call.getErrorStream()) {
        body.readAllBytes();
      }
      return status;
    } finally {
      call.disconnect();
    }
  }
}
