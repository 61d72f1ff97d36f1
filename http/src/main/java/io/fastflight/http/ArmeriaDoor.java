package io.fastflight.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.fastflight.http.door.CallerCheck;
import io.fastflight.http.door.OpenCalls;
import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpCall;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.security.CallerCredentials;
import io.fastflight.service.Identity;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands Armeria's requests to the handler, and tells a call when its peer has left.
 *
 * <p><b>Threads:</b> called on the event loops; does not block them.
 */
final class ArmeriaDoor implements HttpService {
  private final HttpHandler handler;
  private final CallerCheck check;
  private final OpenCalls calls;
  private final Duration readTimeout;

  /**
   * Creates the door.
   *
   * @param readTimeout how long a reader may take nothing of an answer before it is cut
   */
  ArmeriaDoor(HttpHandler handler, CallerCheck check, OpenCalls calls, Duration readTimeout) {
    this.handler = handler;
    this.check = check;
    this.calls = calls;
    this.readTimeout = readTimeout;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    ArmeriaExchange exchange = new ArmeriaExchange(context.eventLoop(), readTimeout);
    Runnable cut = exchange::leave;
    if (!calls.enter(cut)) {
      exchange.answer(HttpAnswer.of(HttpHandler.closing()));
      return exchange.response();
    }
    Runnable forget = whenPeerLeaves(context, exchange);
    var unusedEnd =
        context
            .log()
            .whenComplete()
            .thenRun(
                () -> {
                  forget.run();
                  calls.leave(cut);
                });
    admit(context, request, exchange);
    return exchange.response();
  }

  /** Finds out who calls before the body is read. */
  private void admit(ServiceRequestContext context, HttpRequest request, ArmeriaExchange exchange) {
    RequestHeaders headers = request.headers();
    check.admit(
        new Call(context, AggregatedHttpRequest.of(headers), Identity.ANONYMOUS),
        exchange,
        () ->
            CallerCredentials.read(
                headers.getAll(CallerCredentials.AUTHORIZATION),
                headers.getAll(CallerCredentials.API_KEY),
                context.sslSession()),
        caller -> read(context, request, exchange, caller));
  }

  private void read(
      ServiceRequestContext context,
      HttpRequest request,
      ArmeriaExchange exchange,
      Identity caller) {
    var unusedRequest =
        request
            .aggregate(context.eventLoop())
            .whenComplete((whole, failure) -> serve(context, whole, exchange, caller));
  }

  private void serve(
      ServiceRequestContext context,
      @Nullable AggregatedHttpRequest request,
      ArmeriaExchange exchange,
      Identity caller) {
    if (request == null) {
      exchange.leave(); // Armeria answers: too large, too late, or nobody is there
      return;
    }
    context.clearRequestTimeout(); // it was for the request; the answer takes the time it takes
    handler.serve(new Call(context, request, caller), exchange);
  }

  /**
   * Listens to the connection itself: on HTTP/1.1 Armeria waits for a second before it tells a
   * response whose peer has gone.
   *
   * @return ends the listening; connections outlive their calls
   */
  private static Runnable whenPeerLeaves(ServiceRequestContext context, ArmeriaExchange exchange) {
    @Nullable Channel channel = context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
    if (channel == null) {
      return () -> {};
    }
    GenericFutureListener<Future<? super Void>> closed = done -> exchange.leave();
    channel.closeFuture().addListener(closed);
    return () -> channel.closeFuture().removeListener(closed);
  }

  /** Shows Armeria's request to the handler. */
  private record Call(ServiceRequestContext context, AggregatedHttpRequest request, Identity caller)
      implements HttpCall {
    @Override
    public String method() {
      return request.method().name();
    }

    @Override
    public String path() {
      return context.decodedPath();
    }

    @Override
    public String authority() {
      String authority = request.authority();
      return authority == null ? "" : authority;
    }

    @Override
    public Optional<String> header(String name) {
      List<String> values = request.headers().getAll(name);
      return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    @Override
    public Map<String, List<String>> query() {
      Map<String, List<String>> query = new LinkedHashMap<>();
      context
          .queryParams()
          .forEach(
              (name, value) -> query.computeIfAbsent(name, added -> new ArrayList<>()).add(value));
      return query;
    }

    @Override
    public Optional<SocketAddress> peer() {
      return Optional.of(context.remoteAddress());
    }

    @Override
    public byte[] body() {
      return request.content().array();
    }
  }
}
