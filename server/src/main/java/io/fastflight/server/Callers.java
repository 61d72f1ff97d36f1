package io.fastflight.server;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Authentication;
import io.fastflight.security.CallerCredentials;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import io.fastflight.wire.GrpcErrors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who makes a call before any of its messages is asked for, and refuses who cannot say.
 *
 * <p>Where that may take long, the whole call moves to the workers; else it stays on the event
 * loop.
 */
final class Callers implements ServerInterceptor, ServerCallExecutorSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
  private static final Context.Key<Caller> CALLER = Context.key("fastflight-caller");
  private static final Caller NOBODY = new Caller(Identity.ANONYMOUS, Optional.empty());
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of(CallerCredentials.AUTHORIZATION, Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of(CallerCredentials.API_KEY, Metadata.ASCII_STRING_MARSHALLER);

  private final Authentication authentication;
  private final Executor workers;
  private final Predicate<List<X509Certificate>> vouched;

  /** Who calls, and what they showed. */
  record Caller(Identity identity, Optional<Credential> credential) {}

  /**
   * Creates it.
   *
   * @param vouched says whether a caller's certificate is still good
   */
  Callers(
      Authentication authentication, Executor workers, Predicate<List<X509Certificate>> vouched) {
    this.authentication = authentication;
    this.workers = workers;
    this.vouched = vouched;
  }

  /**
   * Returns who makes the call that this thread serves; nobody has to say without authentication.
   */
  static Caller current() {
    @Nullable Caller caller = CALLER.get();
    return caller == null ? NOBODY : caller;
  }

  @Override
  public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
    try {
      return authentication.mayBlock(credential(call, headers)) ? workers : null;
    } catch (RuntimeException refusedLater) {
      return null; // by the interceptor, with a status
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Caller caller;
    try {
      Optional<Credential> credential = credential(call, headers);
      caller = new Caller(authentication.authenticate(credential), credential);
    } catch (FastFlightException refused) {
      return refuse(call, refused);
    } catch (RuntimeException fault) {
      LOG.error("An authenticator failed [{}].", CallTrails.current().id(), fault);
      return refuse(
          call, new InternalFaultException("The server failed; its log says why.", fault));
    }
    CallTrails.current().by(caller.identity());
    headers.removeAll(AUTHORIZATION); // nobody behind needs it
    headers.removeAll(API_KEY);
    return Contexts.interceptCall(Context.current().withValue(CALLER, caller), call, headers, next);
  }

  /** Never asks for a message, so none is read. */
  private static <Q, A> ServerCall.Listener<Q> refuse(
      ServerCall<Q, A> call, FastFlightException refused) {
    call.close(GrpcErrors.toStatus(refused), GrpcErrors.toTrailers(refused));
    return new ServerCall.Listener<>() {};
  }

  /**
   * Returns what a call shows.
   *
   * @throws UnauthenticatedException if it cannot be read
   */
  private Optional<Credential> credential(ServerCall<?, ?> call, Metadata headers) {
    return CallerCredentials.read(
        values(headers, AUTHORIZATION),
        values(headers, API_KEY),
        call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION),
        vouched);
  }

  private static List<String> values(Metadata headers, Metadata.Key<String> key) {
    List<String> values = new ArrayList<>();
    @Nullable Iterable<String> all = headers.getAll(key);
    if (all != null) {
      all.forEach(values::add);
    }
    return values;
  }
}
