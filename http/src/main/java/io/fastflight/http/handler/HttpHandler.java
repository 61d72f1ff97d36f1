package io.fastflight.http.handler;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.http.format.ResultFormat;
import io.fastflight.http.format.ResultFormats;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.WorkerThreads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what each path and method answers, whichever HTTP server it came through.
 *
 * <p><b>Ownership:</b> borrows the source and the workers.
 *
 * <p><b>Threads:</b> any; nothing blocks the caller, for what may block runs on the workers.
 */
public final class HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);

  /** What a server adds to every answer, its own errors among them. */
  public static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "x-content-type-options",
          "nosniff",
          "content-security-policy",
          "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "referrer-policy",
          "no-referrer",
          "cross-origin-opener-policy",
          "same-origin",
          "cross-origin-resource-policy",
          "same-origin");

  /** The largest body that a server reads for a call: as for a ticket. */
  public static final int MAX_REQUEST_BYTES = ParamsCodec.MAX_TICKET_BYTES;

  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final List<String> READ = List.of("GET", "HEAD");

  private final String prefix;
  private final StreamSource source;
  private final WorkerThreads workers;
  private final BooleanSupplier serverCloses;
  private final CallGuard guard;
  private final StreamEndpoint streams;
  private final List<ResultFormat> formats;
  private final OpenApi openApi;
  private final Pages pages;
  private final List<Route> routes = new ArrayList<>();
  private final Set<String> toldOpenly = new HashSet<>();
  private Supplier<Optional<String>> flight = Optional::empty;

  /**
   * Creates the handler.
   *
   * @param serverCloses tells whether the server is being closed
   */
  public HttpHandler(
      HttpRules rules, StreamSource source, WorkerThreads workers, BooleanSupplier serverCloses) {
    this.formats = ResultFormats.all();
    this.prefix = rules.prefix();
    this.source = requireNonNull(source, "source");
    this.workers = requireNonNull(workers, "workers");
    this.serverCloses = requireNonNull(serverCloses, "serverCloses");
    this.guard = new CallGuard(rules);
    this.streams = new StreamEndpoint(source, workers, formats, serverCloses);
    this.openApi = new OpenApi(prefix, formats);
    this.pages = new Pages(prefix);
    addRoutes();
  }

  /**
   * Answers {@code /metrics} too; called before the first call is served.
   *
   * @param text what Prometheus is to read, in its text format
   */
  public void showMetrics(Supplier<String> text) {
    get("/metrics", call -> HttpAnswer.text(HttpStatuses.OK, METRICS_TYPE, text.get()));
  }

  /**
   * Tells in the description of a service where it is served over Flight; called before the first
   * call is served.
   *
   * @param location as clients connect to it, or nothing while there is no such server; asked at
   *     each call
   */
  public void showFlight(Supplier<Optional<String>> location) {
    flight = location;
  }

  /**
   * A path for callers whom nobody knows as well.
   *
   * @param path below the prefix
   * @param methods what it offers
   * @param told the methods whose calls are told of in accounts of calls
   * @param answer may block
   */
  public record OpenPath(
      String path, List<String> methods, Set<String> told, Function<HttpCall, HttpAnswer> answer) {}

  /** Answers one more path; called before the first call is served. */
  public void add(OpenPath added) {
    routes.add(
        new Route(
            prefix + added.path,
            false,
            true,
            added.methods,
            (call, name, exchange) -> later(call, exchange, () -> added.answer.apply(call))));
    added.told.forEach(method -> toldOpenly.add(method + " " + prefix + added.path));
  }

  /** What answers a call; {@code name} is the last part of a path that ends in one. */
  private interface Endpoint {
    void serve(HttpCall call, String name, HttpExchange exchange);
  }

  /**
   * Leads from a path to what answers it.
   *
   * @param named whether a name follows the path
   * @param open whether it is for callers that nobody knows as well
   */
  private record Route(
      String path, boolean named, boolean open, List<String> methods, Endpoint endpoint) {
    /** Returns the name at the end of {@code asked}, empty for a path without, or nothing. */
    Optional<String> match(String asked) {
      if (!named) {
        return asked.equals(path) ? Optional.of("") : Optional.empty();
      }
      String name = asked.startsWith(path + "/") ? asked.substring(path.length() + 1) : "";
      return name.isEmpty() || name.contains("/") ? Optional.empty() : Optional.of(name);
    }
  }

  private void addRoutes() {
    route("/stream", List.of("POST"), (call, name, exchange) -> streams.post(call, exchange));
    named("/stream", this::onWorker);
    lasting("/registered_data_types", call -> catalogue(call).registeredDataTypes());
    lasting("/services", call -> catalogue(call).services());
    named(
        "/services",
        (call, name, exchange) -> later(call, exchange, () -> description(call, name)));
    lasting("/openapi.json", call -> openApi.document(catalogue(call).sorted()));
    open(
        "/health/live", // not on a worker: a server whose workers all wait is live
        false,
        (call, name, exchange) -> exchange.answer(HttpAnswer.ok(Map.of("status", "live"))));
    open("/health/ready", false, (call, name, exchange) -> later(call, exchange, this::ready));
    open(
        "/docs",
        false,
        (call, name, exchange) ->
            later(call, exchange, () -> EntityTags.conditional(pages.docs(), call, "no-cache")));
    open(
        "/docs",
        true,
        (call, name, exchange) ->
            later(
                call,
                exchange,
                () -> pages.docsFile(name, call).orElseThrow(() -> nothingAt(call))));
  }

  private void route(String path, List<String> methods, Endpoint endpoint) {
    routes.add(new Route(prefix + path, false, false, methods, endpoint));
  }

  private void named(String path, Endpoint endpoint) {
    routes.add(new Route(prefix + path, true, false, READ, endpoint));
  }

  /** Adds what tells nothing of the data: pages, and whether the server is well. */
  private void open(String path, boolean named, Endpoint endpoint) {
    routes.add(new Route(prefix + path, named, true, READ, endpoint));
  }

  private void get(String path, Function<HttpCall, HttpAnswer> answer) {
    route(path, READ, (call, name, exchange) -> later(call, exchange, () -> answer.apply(call)));
  }

  /** Adds what is the same until the services change, or whoever asks. */
  private void lasting(String path, Function<HttpCall, Object> value) {
    get(path, call -> lasting(call, value.apply(call)));
  }

  private static HttpAnswer lasting(HttpCall call, Object value) {
    return EntityTags.conditional(HttpAnswer.ok(value), call, "private, no-cache");
  }

  private HttpAnswer description(HttpCall call, String name) {
    call.trail().asksFor(name);
    Map<String, Object> service = catalogue(call).service(name);
    call.trail().servedBy(String.valueOf(service.get("name")));
    return lasting(call, service);
  }

  private CatalogueAnswers catalogue(HttpCall call) {
    return new CatalogueAnswers(source.as(call.caller()), formats, flight.get());
  }

  /**
   * Returns what a call is called in accounts of calls, {@code GET /stream/{name}}; nothing if it
   * is for pages, health, or what a browser asks before it calls.
   *
   * @param path as {@link HttpCall#path} has it
   */
  public Optional<String> accountedAs(String method, String path) {
    return routes.stream()
        .filter(route -> route.match(path).isPresent())
        .findFirst()
        .filter(route -> !route.open || isForAnyone(method, path))
        .filter(route -> !method.equals("OPTIONS"))
        .map(
            route ->
                method
                    + " "
                    + route.path.substring(prefix.length())
                    + (route.named ? "/{name}" : ""));
  }

  /**
   * Returns whether a call that is accounted may be made by someone whom nobody knows.
   *
   * @param path as {@link HttpCall#path} has it
   */
  public boolean isForAnyone(String method, String path) {
    return toldOpenly.contains(method + " " + path);
  }

  /**
   * Answers a call whose caller was refused, before its body was read.
   *
   * @param challenges how a caller may sign in: the value of {@code www-authenticate}, for one whom
   *     nobody knows
   */
  public void refuse(
      HttpCall call, HttpExchange exchange, FastFlightException refused, String challenges) {
    HttpExchange out =
        guard.allowsOrigins() ? new HeaderedExchange(exchange, guard.headers(call)) : exchange;
    guarded(
        call,
        out,
        () -> {
          guard.requireHost(call);
          HttpAnswer answer = HttpAnswer.of(refused);
          out.answer(
              refused.code() == ErrorCode.UNAUTHENTICATED
                  ? answer.with("www-authenticate", challenges)
                  : answer);
        });
  }

  /** Returns the failure to tell a caller whom the closing server does not serve any more. */
  public static ServerUnavailableException closing() {
    return new ServerUnavailableException(
        "This server is shutting down. Try again later, or ask another.");
  }

  /** Answers {@code call}, now or later. */
  public void serve(HttpCall call, HttpExchange exchange) {
    HttpExchange out =
        guard.allowsOrigins() ? new HeaderedExchange(exchange, guard.headers(call)) : exchange;
    guarded(
        call,
        out,
        () -> {
          guard.requireHost(call);
          for (Route route : routes) {
            Optional<String> name = route.match(call.path());
            if (name.isPresent()) {
              serve(route, call, name.get(), out);
              return;
            }
          }
          page(call, out);
        });
  }

  private void serve(Route route, HttpCall call, String name, HttpExchange exchange) {
    String methods = String.join(", ", route.methods);
    Optional<HttpAnswer> preflight = guard.preflight(call, methods);
    if (preflight.isPresent()) {
      exchange.answer(preflight.get());
    } else if (route.methods.contains(call.method())) {
      route.endpoint.serve(call, name, exchange);
    } else {
      exchange.answer(HttpAnswer.methodNotAllowed(call.path(), call.method(), methods));
    }
  }

  private void page(HttpCall call, HttpExchange exchange) {
    later(
        call,
        exchange,
        () -> {
          HttpAnswer page = pages.console(call).orElseThrow(() -> nothingAt(call));
          return READ.contains(call.method())
              ? page
              : HttpAnswer.methodNotAllowed(call.path(), call.method(), String.join(", ", READ));
        });
  }

  private ServiceNotFoundException nothingAt(HttpCall call) {
    return new ServiceNotFoundException(
        "There is nothing at '%s'. GET %s/services lists the services, %s/openapi.json all paths."
            .formatted(HttpAnswer.shown(call.path()), prefix, prefix));
  }

  private void onWorker(HttpCall call, String name, HttpExchange exchange) {
    workers.execute(() -> guarded(call, exchange, () -> streams.get(call, name, exchange)));
  }

  private void later(HttpCall call, HttpExchange exchange, Supplier<HttpAnswer> answer) {
    workers.execute(() -> guarded(call, exchange, () -> exchange.answer(answer.get())));
  }

  /** A server is ready when a service can answer: it has one, and where it is can be reached. */
  private HttpAnswer ready() {
    if (serverCloses.getAsBoolean()) {
      throw closing();
    }
    if (!source.hasServices()) {
      throw new ServerUnavailableException("This server has no service.");
    }
    return HttpAnswer.ok(Map.of("status", "ready"));
  }

  private static void guarded(HttpCall call, HttpExchange exchange, Runnable answering) {
    try {
      answering.run();
    } catch (RefusedCallException refused) {
      exchange.answer(refused.answer());
    } catch (RuntimeException failure) {
      exchange.answer(HttpAnswer.of(toCaller(call, failure)));
    }
  }

  private static FastFlightException toCaller(HttpCall call, RuntimeException failure) {
    if (failure instanceof FastFlightException known) {
      return known;
    }
    if (failure instanceof RejectedExecutionException) {
      return closing(); // the workers are gone
    }
    LOG.error("A request failed by a fault of this server [{}].", call.trail().id(), failure);
    return new InternalFaultException("The server failed; its log says why.", failure);
  }
}
