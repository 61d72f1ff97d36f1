package io.fastflight.cli.serve;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.security.Authentication;
import io.fastflight.security.RedirectSignIn;
import io.fastflight.security.Sessions;
import io.fastflight.security.oidc.OidcConfig;
import io.fastflight.security.oidc.OidcSignIn;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how people sign in at the console of the HTTP door. */
final class ConsoleSignInOptions {
  @Option(
      names = "--session-lifetime",
      paramLabel = "SECONDS",
      defaultValue = "28800",
      description =
          "How long who signs in at the console stays signed in, 1 to 86400; 0 lets nobody sign in there. Default: ${DEFAULT-VALUE}")
  int sessionSeconds = 28_800;

  @Option(
      names = "--oidc-issuer",
      paramLabel = "URL",
      description = "Let people sign in at the console by this OpenID Connect provider.")
  Optional<String> issuer = Optional.empty();

  @Option(
      names = "--oidc-client-id",
      paramLabel = "ID",
      description = "What the provider calls this server.")
  Optional<String> clientId = Optional.empty();

  @Option(
      names = "--oidc-client-secret",
      paramLabel = "FILE",
      description = "The file that holds the secret of --oidc-client-id.")
  Optional<Path> clientSecret = Optional.empty();

  @Option(
      names = "--oidc-redirect-uri",
      paramLabel = "URL",
      description =
          "Where the provider sends browsers back to, as registered there: https://HOST/fastflight/session/callback")
  Optional<String> redirectUri = Optional.empty();

  @Option(
      names = "--oidc-scopes",
      paramLabel = "NAMES",
      split = ",",
      description = "What to ask the provider for. Default: openid")
  List<String> scopes = List.of();

  @Option(
      names = "--oidc-name-claim",
      paramLabel = "NAME",
      defaultValue = "sub",
      description = "The claim that names who signs in. Default: ${DEFAULT-VALUE}")
  String nameClaim = "sub";

  @Option(
      names = "--oidc-roles-claim",
      paramLabel = "NAME",
      defaultValue = "roles",
      description = "The claim that holds their roles. Default: ${DEFAULT-VALUE}")
  String rolesClaim = "roles";

  @Option(
      names = "--oidc-label",
      paramLabel = "TEXT",
      description = "What the console calls the provider. Default: its host")
  Optional<String> label = Optional.empty();

  /** Returns whether people can sign in elsewhere. */
  boolean elsewhere() {
    return issuer.isPresent();
  }

  /**
   * Returns what remembers who signed in, if anyone can.
   *
   * @throws IllegalArgumentException if an option is wrong
   */
  Optional<Sessions> sessions(Optional<Authentication> others) {
    if (sessionSeconds == 0) {
      if (elsewhere()) {
        throw new IllegalArgumentException(
            "--oidc-issuer needs sessions: --session-lifetime must be 1 to 86400, was 0.");
      }
      return Optional.empty();
    }
    if (sessionSeconds < 0 || sessionSeconds > Sessions.MAX_LIFETIME.toSeconds()) {
      throw new IllegalArgumentException(
          "--session-lifetime must be 0 to 86400 seconds, was %s.".formatted(sessionSeconds));
    }
    return others.isPresent() || elsewhere()
        ? Optional.of(new Sessions(others, Duration.ofSeconds(sessionSeconds)))
        : Optional.empty();
  }

  /**
   * Returns the provider, asked once, if there is one.
   *
   * @throws IllegalArgumentException if an option is wrong
   */
  Optional<RedirectSignIn> provider(SealKeys keys) {
    boolean any =
        elsewhere() || clientId.isPresent() || clientSecret.isPresent() || redirectUri.isPresent();
    boolean all =
        elsewhere() && clientId.isPresent() && clientSecret.isPresent() && redirectUri.isPresent();
    if (!any) {
      return Optional.empty();
    }
    if (!all) {
      throw new IllegalArgumentException(
          "--oidc-issuer, --oidc-client-id, --oidc-client-secret and --oidc-redirect-uri belong together: set all four.");
    }
    OidcConfig.Builder config =
        OidcConfig.builder(
                issuer.get(), clientId.get(), secret(clientSecret.get()), redirectUri.get())
            .nameClaim(nameClaim)
            .rolesClaim(rolesClaim);
    label.ifPresent(config::label);
    if (!scopes.isEmpty()) {
      config.scopes(scopes);
    }
    return Optional.of(OidcSignIn.of(config.build(), keys));
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
