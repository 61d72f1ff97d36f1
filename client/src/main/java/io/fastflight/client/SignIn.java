package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Says with what a client shows who it is, at each call: a token or a name and a password. A
 * certificate is shown by the connection: see {@link io.fastflight.wire.ClientTls}.
 *
 * <p>Whoever can read the connection can read it: use {@code grpc+tls://}.
 *
 * <p><b>Threads:</b> any.
 */
public final class SignIn {
  private final Supplier<Secret> header;

  private SignIn(Supplier<Secret> header) {
    this.header = header;
  }

  /**
   * Shows a token: an API key or a JWT.
   *
   * @throws IllegalArgumentException if it is empty, or not printable ASCII without blanks
   */
  public static SignIn token(Secret token) {
    Secret header = bearer(token);
    return new SignIn(() -> header);
  }

  /**
   * Shows the token of the moment: {@code source} is asked at each call, so it answers at once from
   * what it knows, and gets new tokens in time.
   */
  public static SignIn token(Supplier<Secret> source) {
    requireNonNull(source, "source");
    return new SignIn(() -> bearer(source.get()));
  }

  /** Shows a name and a password. */
  public static SignIn password(String user, Secret password) {
    if (requireNonNull(user, "user").isEmpty() || user.contains(":")) {
      throw new IllegalArgumentException("A user's name must not be empty or have a colon.");
    }
    String both = user + ":" + password.reveal();
    Secret header =
        Secret.of(
            "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    return new SignIn(() -> header);
  }

  private static Secret bearer(Secret token) {
    if (!token.reveal().matches("[!-~]+")) {
      throw new IllegalArgumentException(
          "A token must be printable ASCII without blanks, and not empty.");
    }
    return Secret.of("Bearer " + token.reveal());
  }

  /** Returns the value of the header {@code authorization}. */
  Secret header() {
    return header.get();
  }

  @Override
  public String toString() {
    return "SignIn[***]";
  }
}
