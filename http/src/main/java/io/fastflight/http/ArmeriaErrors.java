package io.fastflight.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.fastflight.error.ErrorCode;
import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.http.handler.HttpStatuses;
import io.fastflight.service.CallTrail;
import io.netty.util.AttributeKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says in our JSON what Armeria refuses by itself: requests that are too large, too late or not
 * HTTP. The causes are not shown.
 */
final class ArmeriaErrors implements ServerErrorHandler {
  private static final AttributeKey<CallTrail> TRAIL =
      AttributeKey.valueOf(ArmeriaErrors.class, "TRAIL");

  private final Duration requestTimeout;

  ArmeriaErrors(Duration requestTimeout) {
    this.requestTimeout = requestTimeout;
  }

  /** Has what is refused of a request told to its trail too. */
  static void follow(ServiceRequestContext context, CallTrail trail) {
    context.setAttr(TRAIL, trail);
  }

  /** Leaves the choice of the status to Armeria, which then asks {@link #renderStatus}. */
  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    return null;
  }

  @Override
  public @Nullable AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    if (status.isContentAlwaysEmpty()) {
      return null;
    }
    HttpAnswer answer = followed(context, answer(status.code(), description));
    ResponseHeadersBuilder answerHeaders = ResponseHeaders.builder(answer.status());
    HttpHandler.SECURITY_HEADERS.forEach(answerHeaders::add);
    answer.headers().forEach(answerHeaders::add);
    return AggregatedHttpResponse.of(answerHeaders.build(), HttpData.wrap(answer.body()));
  }

  private static HttpAnswer followed(@Nullable ServiceRequestContext context, HttpAnswer answer) {
    @Nullable CallTrail trail = context == null ? null : context.attr(TRAIL);
    if (trail == null) {
      return answer;
    }
    trail.end(answer.failure());
    return answer.inCall(trail.id());
  }

  private HttpAnswer answer(int status, @Nullable String description) {
    return switch (status) {
      case HttpStatuses.REQUEST_TIMEOUT -> HttpAnswer.requestTooSlow(requestTimeout);
      case HttpStatuses.METHOD_NOT_ALLOWED ->
          HttpAnswer.methodNotAllowed("This server", "this method", "GET, HEAD, POST");
      case HttpStatuses.CONTENT_TOO_LARGE -> HttpAnswer.requestTooLarge();
      case 414 ->
          HttpAnswer.failed(
              status,
              ErrorCode.INVALID_ARGUMENT,
              "The URL is too long; at most 16 KiB are read. POST the request as JSON to the path /stream instead.");
      case 503 -> HttpAnswer.of(HttpHandler.closing());
      default ->
          status < 500
              ? HttpAnswer.failed(status, ErrorCode.INVALID_ARGUMENT, refused(status, description))
              : HttpAnswer.failed(
                  status, ErrorCode.INTERNAL, "The server failed; its log says why.");
    };
  }

  private static String refused(int status, @Nullable String description) {
    String reason = description == null ? HttpStatus.valueOf(status).reasonPhrase() : description;
    return "The request is not HTTP as this server reads it: " + reason + ".";
  }
}
