package io.fastflight.wire;

import io.grpc.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says why a server did not answer: in the operating system's words, where it is the one to ask.
 */
final class NoAnswer {
  /** What gRPC says of every failure of a socket. */
  private static final String ANY_FAILURE = "io exception";

  /** How gRPC begins to say that it asked for the addresses of a name. */
  private static final String NO_ADDRESS = "Unable to resolve host ";

  /** How gRPC begins to say that the other end gave a stream up. */
  static final String RESET = "RST_STREAM closed stream";

  /** What Netty's native sockets put before the system's own words. */
  private static final Pattern NATIVE_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

  private NoAnswer() {}

  /** Returns the message for a status that says no more than that there is no answer. */
  static String message(Status status, String location) {
    String reason = reason(status);
    return "No answer from %s%s. Check that a server runs there, and try again."
        .formatted(location, reason.isBlank() ? "" : " (" + reason + ")");
  }

  private static String reason(Status status) {
    @Nullable String told = status.getDescription();
    if (told != null && told.startsWith(RESET) && status.getCode() == Status.Code.CANCELLED) {
      return "it gave the stream up, as a server does that is stopped";
    }
    String grpcs = told == null ? "" : GrpcErrors.withoutDump(told);
    boolean vague = grpcs.isBlank() || grpcs.equals(ANY_FAILURE) || grpcs.startsWith(NO_ADDRESS);
    return vague ? systems(status.getCause()).orElse(grpcs) : grpcs;
  }

  /** Returns what the operating system said; the innermost cause has it without additions. */
  private static Optional<String> systems(@Nullable Throwable cause) {
    Optional<String> found = Optional.empty();
    for (Throwable each : Causes.of(cause)) {
      Optional<String> said = each instanceof IOException failure ? said(failure) : found;
      found = said.isPresent() ? said : found;
    }
    return found;
  }

  private static Optional<String> said(IOException failure) {
    @Nullable String message = failure.getMessage();
    if (message == null || message.isBlank()) { // Netty's for the path of a Unix socket
      return failure instanceof FileNotFoundException
          ? Optional.of("No such file or directory")
          : Optional.empty();
    }
    boolean nameAlone = failure instanceof UnknownHostException && !message.contains(": ");
    return nameAlone
        ? Optional.empty()
        : Optional.of(NATIVE_CALL.matcher(message).replaceFirst(""));
  }
}
