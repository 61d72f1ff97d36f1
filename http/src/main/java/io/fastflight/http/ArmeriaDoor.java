package io.fastflight.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.fastflight.error.ErrorCode;
import io.fastflight.http.door.CallerCheck;
import io.fastflight.http.door.OpenCalls;
import io.fastflight.http.door.SignInDoor;
import io.fastflight.http.handler.FollowedExchange;
import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpCall;
import io.fastflight.http.handler.HttpExchange;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.security.CallerCredentials;
import io.fastflight.service.CallId;
import io.fastflight.service.CallTrail;
import io.fastflight.service.Identity;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands Armeria's requests to the handler, and tells a call when its peer has left.
 *
 * <p><b>Threads:</b> called on the event loops; does not block them.
 */
final class ArmeriaDoor implements HttpService {
  /** The stream that a connection's first call gets when it is upgraded. */
  private static final int UPGRADED_STREAM = 1;

  private final HttpHandler handler;
  private final CallerCheck check;
  private final SignInDoor signIn;
  private final OpenCalls calls;
  private final Duration readTimeout;
  private final Predicate<List<X509Certificate>> vouched;

  /**
   * Creates the door.
   *
   * @param signIn reads the sessions of pages
   * @param readTimeout how long a reader may take nothing of an answer before it is cut
   * @param vouched says whether a caller's certificate is still good
   */
  ArmeriaDoor(
      HttpHandler handler,
      CallerCheck check,
      SignInDoor signIn,
      OpenCalls calls,
      Duration readTimeout,
      Predicate<List<X509Certificate>> vouched) {
    this.handler = handler;
    this.check = check;
    this.signIn = signIn;
    this.calls = calls;
    this.readTimeout = readTimeout;
    this.vouched = vouched;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    ArmeriaExchange armeria = new ArmeriaExchange(context, readTimeout);
    CallTrail trail =
        check.follow(
            request.method().name(),
            context.decodedPath(),
            context.remoteAddress(),
            Optional.ofNullable(request.headers().get(CallId.HEADER)));
    ArmeriaErrors.follow(context, trail);
    HttpExchange exchange = new FollowedExchange(armeria, trail);
    Runnable cut = armeria::leave;
    if (!calls.enter(cut)) {
      exchange.answer(HttpAnswer.of(HttpHandler.closing()));
      return armeria.response();
    }
    Runnable forget = whenPeerLeaves(context, armeria);
    var unusedEnd =
        context
            .log()
            .whenComplete()
            .thenRun(
                () -> {
                  forget.run();
                  calls.leave(cut);
                });
    admit(new Incoming(context, request, trail, exchange, armeria));
    return armeria.response();
  }

  /** One call whose body is not read yet. */
  private record Incoming(
      ServiceRequestContext context,
      HttpRequest request,
      CallTrail trail,
      HttpExchange exchange,
      ArmeriaExchange armeria) {}

  /** Finds out who calls before the body is read. */
  private void admit(Incoming call) {
    RequestHeaders headers = call.request.headers();
    Call head =
        new Call(call.context, AggregatedHttpRequest.of(headers), Identity.ANONYMOUS, call.trail);
    check.admit(
        head,
        call.exchange,
        () ->
            signIn.shown(
                head,
                () ->
                    CallerCredentials.read(
                        headers.getAll(CallerCredentials.AUTHORIZATION),
                        headers.getAll(CallerCredentials.API_KEY),
                        call.context.sslSession(),
                        vouched)),
        caller -> read(call, caller));
  }

  private void read(Incoming call, Identity caller) {
    var unusedRequest =
        call.request
            .aggregate(call.context.eventLoop())
            .whenComplete((whole, failure) -> serve(call, whole, caller));
  }

  private void serve(Incoming call, @Nullable AggregatedHttpRequest request, Identity caller) {
    if (request == null) {
      call.armeria.leave(); // Armeria answers: too large, too late, or nobody is there
      var unusedEnd =
          call.context
              .log()
              .whenComplete()
              .thenRun(() -> call.trail.end(Optional.of(ErrorCode.CANCELLED)));
      return;
    }
    call.context
        .clearRequestTimeout(); // it was for the request; the answer takes the time it takes
    handler.serve(new Call(call.context, request, caller, call.trail), call.exchange);
  }

  /**
   * Listens to the connection itself: on HTTP/1.1 Armeria waits for a second before it tells a
   * response whose peer has gone.
   *
   * @return ends the listening, and notes the end of the call; connections outlive their calls
   */
  private static Runnable whenPeerLeaves(ServiceRequestContext context, ArmeriaExchange exchange) {
    @Nullable Channel channel = context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
    if (channel == null) {
      return () -> {};
    }
    GenericFutureListener<Future<? super Void>> closed = done -> exchange.leave();
    channel.closeFuture().addListener(closed);
    @Nullable CallPatience patience = CallPatience.of(channel);
    if (patience == null) {
      return () -> channel.closeFuture().removeListener(closed);
    }
    if (patience.began() == 1) {
      whenUpgradedStreamCloses(channel, exchange);
    }
    return () -> {
      channel.closeFuture().removeListener(closed);
      patience.ended();
    };
  }

  /**
   * Listens to the stream of the call that upgraded its connection to HTTP/2, as the JDK's client
   * does: Armeria overlooks it when such a stream is reset.
   */
  private static void whenUpgradedStreamCloses(Channel channel, ArmeriaExchange exchange) {
    @Nullable Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    if (http2 == null || http2.connection().stream(UPGRADED_STREAM) == null) {
      return;
    }
    Http2Connection connection = http2.connection();
    connection.addListener(
        new Http2ConnectionAdapter() {
          @Override
          public void onStreamClosed(Http2Stream stream) {
            if (stream.id() == UPGRADED_STREAM) {
              channel
                  .eventLoop()
                  .execute(() -> connection.removeListener(this)); // not while it tells
              exchange.leave();
            }
          }
        });
  }

  /** Shows Armeria's request to the handler. */
  private record Call(
      ServiceRequestContext context,
      AggregatedHttpRequest request,
      Identity caller,
      CallTrail trail)
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
    public byte[] body() {
      return request.content().array();
    }
  }
}
