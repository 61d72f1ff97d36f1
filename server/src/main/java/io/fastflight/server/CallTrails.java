package io.fastflight.server;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.CallId;
import io.fastflight.service.CallListener;
import io.fastflight.service.CallOrigin;
import io.fastflight.service.CallTrail;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.GrpcErrors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows every call, before anyone else sees it: gives it an id, which goes back in the trailers,
 * and tells a listener of its end.
 */
final class CallTrails implements ServerInterceptor {
  private static final Context.Key<CallTrail> TRAIL = Context.key("fastflight-trail");

  private final CallListener listener;

  CallTrails(CallListener listener) {
    this.listener = listener;
  }

  /** Returns the call that this thread serves. */
  static CallTrail current() {
    @Nullable CallTrail trail = TRAIL.get();
    return trail == null ? CallTrail.local(CallId.next()) : trail;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Optional<FastFlightException> refusal = Optional.empty();
    String id;
    try {
      id = CallHeaders.callId(headers).orElseGet(CallId::next);
      listener.requireReady();
    } catch (FastFlightException refused) {
      id = CallId.next();
      refusal = Optional.of(refused);
    }
    CallTrail trail =
        CallTrail.begin(
            CallOrigin.of("flight", call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
            String.valueOf(call.getMethodDescriptor().getBareMethodName()),
            id,
            listener);
    ServerCall<Q, A> followed = new Followed<>(call, trail);
    if (refusal.isPresent()) { // never asks for a message, so none is read
      FastFlightException refused = refusal.get();
      followed.close(GrpcErrors.toStatus(refused), GrpcErrors.toTrailers(refused));
      return new ServerCall.Listener<>() {};
    }
    Context context = Context.current().withValue(TRAIL, trail);
    return new Leaving<>(
        Contexts.interceptCall(context, followed, headers, next), trail, context.getDeadline());
  }

  /** Ends the trail when the call is closed, before its caller learns of it. */
  private static final class Followed<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final CallTrail trail;

    Followed(ServerCall<Q, A> call, CallTrail trail) {
      super(call);
      this.trail = trail;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      CallHeaders.putCallId(headers, trail.id()); // a stream that breaks has no trailers
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      CallHeaders.putCallId(trailers, trail.id());
      trail.end(GrpcErrors.codeOf(status));
      super.close(status, trailers);
    }
  }

  /**
   * Ends the trail of a call that is left before its request was whole. A later one is closed by
   * whoever serves it, who then knows what was read.
   */
  private static final class Leaving<Q> extends SimpleForwardingServerCallListener<Q> {
    private final CallTrail trail;
    private final @Nullable Deadline deadline;
    private boolean whole; // gRPC tells one event at a time

    Leaving(ServerCall.Listener<Q> listener, CallTrail trail, @Nullable Deadline deadline) {
      super(listener);
      this.trail = trail;
      this.deadline = deadline;
    }

    @Override
    public void onHalfClose() {
      whole = true;
      super.onHalfClose();
    }

    @Override
    public void onCancel() {
      super.onCancel();
      if (!whole) {
        boolean late = deadline != null && deadline.isExpired();
        trail.end(Optional.of(late ? ErrorCode.DEADLINE_EXCEEDED : ErrorCode.CANCELLED));
      }
    }
  }
}
