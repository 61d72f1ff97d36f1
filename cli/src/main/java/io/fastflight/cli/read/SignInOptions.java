package io.fastflight.cli.read;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.client.SignIn;
import io.fastflight.service.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say who calls. No secret is an argument: other users of a machine see those. */
final class SignInOptions {
  private static final String VARIABLE = "FASTFLIGHT_TOKEN";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Show the server the API key or JWT in this file. Default: that of the variable FASTFLIGHT_TOKEN, if it is set")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Sign in with this name and the password of --password-file.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file that holds the password of --user.")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--server-tickets",
      description = "Ask the server for a ticket before each read; some take no others.")
  private boolean serverTickets;

  boolean serverTickets() {
    return serverTickets;
  }

  /** Returns what was given, if anything was. */
  Optional<SignIn> read() {
    if (user.isPresent() != passwordFile.isPresent()) {
      throw new WrongUsageException("--user and --password-file belong together: set both.");
    }
    if (user.isPresent() && tokenFile.isPresent()) {
      throw new WrongUsageException("Sign in by --user or by --token-file, not by both.");
    }
    try {
      return user.isPresent()
          ? Optional.of(SignIn.password(user.get(), secret(passwordFile.orElseThrow())))
          : tokenFile.map(SignInOptions::secret).or(SignInOptions::ofVariable).map(SignIn::token);
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private static Optional<Secret> ofVariable() {
    @Nullable String token = System.getenv(VARIABLE);
    return token == null || token.isBlank()
        ? Optional.empty()
        : Optional.of(Secret.of(token.strip()));
  }

  private static Secret secret(Path file) {
    try {
      return Secret.of(Files.readString(file).strip());
    } catch (IOException unreadable) {
      throw new WrongUsageException(
          "The file '%s' cannot be read: %s".formatted(file, unreadable), unreadable);
    }
  }
}
