package io.fastflight.wire;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Says in words what is wrong where one end speaks TLS and the other does not, or is not trusted.
 */
final class TlsMismatch {
  /** How a TLS alert begins, in the bytes that Netty shows of what should have been HTTP/2. */
  private static final String ALERT = "Hex dump for received bytes: 150303";

  private TlsMismatch() {}

  /** Returns the failure, or empty if the status tells of something else. */
  static Optional<FastFlightException> of(Status status, String location) {
    Optional<FastFlightException> found = Optional.empty();
    for (Throwable cause : Causes.of(status.getCause())) {
      Optional<String> said = said(cause, location);
      if (said.isPresent()) { // the innermost says most
        found = Optional.of(new InternalFaultException(said.get(), status.getCause()));
      }
    }
    return found;
  }

  private static Optional<String> said(Throwable cause, String location) {
    if (cause instanceof NotSslRecordException) {
      return Optional.of(
          "The server at %s does not speak TLS. Check the port, or use grpc:// if the network is trusted."
              .formatted(location));
    }
    if (cause instanceof CertificateException) {
      return Optional.of(
          "The server at %s could not prove who it is: %s. Trust its authority with ClientTls.trusting, and use a name that its certificate has."
              .formatted(location, innermost(cause)));
    }
    if (cause instanceof SSLException) {
      return Optional.of(
          "TLS with the server at %s failed: %s. Check the port and both ends' TLS settings."
              .formatted(location, cause.getMessage()));
    }
    if (cause instanceof Http2Exception && String.valueOf(cause.getMessage()).contains(ALERT)) {
      return Optional.of(
          "The server at %s wants TLS. Use grpc+tls:// in its place.".formatted(location));
    }
    return Optional.empty();
  }

  /** Returns what the last cause says: those before it repeat it behind names of classes. */
  private static String innermost(Throwable failure) {
    String said = String.valueOf(failure.getMessage());
    for (Throwable cause : Causes.of(failure)) {
      said = cause.getMessage() == null ? said : cause.getMessage();
    }
    return said;
  }
}
