package io.fastflight.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Keeps the headers of a call where the methods written on gRPC's stubs, which never see them, can
 * ask.
 */
final class RequestHeaders implements ServerInterceptor {
  private static final Context.Key<Metadata> HEADERS = Context.key("fastflight-headers");

  /** Returns the headers of the call this thread serves. */
  static Metadata current() {
    Metadata headers = HEADERS.get();
    return headers == null ? new Metadata() : headers;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return Contexts.interceptCall(
        Context.current().withValue(HEADERS, headers), call, headers, next);
  }
}
