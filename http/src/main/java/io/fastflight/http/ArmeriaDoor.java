package io.fastflight.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands Armeria's requests to the routes, and tells a call when its peer has left.
 *
 * <p><b>Threads:</b> called on the event loops; does not block them.
 */
final class ArmeriaDoor implements HttpService {
  private final HttpRoutes routes;
  private final OpenCalls calls;

  ArmeriaDoor(HttpRoutes routes, OpenCalls calls) {
    this.routes = routes;
    this.calls = calls;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    ArmeriaExchange exchange = new ArmeriaExchange();
    Runnable cut = exchange::leave;
    if (!calls.enter(cut)) {
      exchange.answer(HttpAnswer.of(HttpRoutes.closing()));
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
    var unusedRequest =
        request
            .aggregate(context.eventLoop())
            .whenComplete((whole, failure) -> serve(context, whole, exchange));
    return exchange.response();
  }

  private void serve(
      ServiceRequestContext context,
      @Nullable AggregatedHttpRequest request,
      ArmeriaExchange exchange) {
    if (request == null) {
      exchange.leave(); // Armeria answers: too large, too late, or nobody is there
      return;
    }
    context.clearRequestTimeout(); // it was for the request; the answer takes the time it takes
    routes.serve(new Call(context, request), exchange);
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

  /** Shows Armeria's request to the routes. */
  private record Call(ServiceRequestContext context, AggregatedHttpRequest request)
      implements HttpCall {
    @Override
    public String method() {
      return request.method().name();
    }

    @Override
    public String path() {
      return context.path();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(request.headers().get(name));
    }

    @Override
    public List<String> query(String name) {
      return context.queryParams(name);
    }

    @Override
    public byte[] body() {
      return request.content().array();
    }
  }
}
