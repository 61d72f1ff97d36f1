package io.fastflight.server;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Credential;
import io.fastflight.security.seal.SessionTokens;
import io.fastflight.wire.GrpcErrors;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;

/**
 * Serves Flight's handshake, as Arrow's own clients make it to sign in: a name and a password in
 * the header {@code authorization}, a session's token in the header of the answer.
 */
final class Handshake<Q, A> implements ServerCallHandler<Q, A> {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final SessionTokens sessions;

  Handshake(SessionTokens sessions) {
    this.sessions = sessions;
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, A> call, Metadata headers) {
    Callers.Caller caller = Callers.current();
    boolean bySecret =
        caller.credential().filter(Credential.Password.class::isInstance).isPresent();
    if (bySecret) {
      String token = "Bearer " + sessions.issue(caller.identity()).reveal();
      call.sendHeaders(answer(token));
      call.close(Status.OK, answer(token)); // some clients look here, some there
    } else {
      var refused =
          new UnauthenticatedException(
              "A handshake takes a name and a password. Send any other credential with each call.");
      call.close(GrpcErrors.toStatus(refused), GrpcErrors.toTrailers(refused));
    }
    return new ServerCall.Listener<>() {};
  }

  private static Metadata answer(String token) {
    Metadata metadata = new Metadata();
    metadata.put(AUTHORIZATION, token);
    return metadata;
  }
}
