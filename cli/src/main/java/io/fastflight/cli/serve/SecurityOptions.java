package io.fastflight.cli.serve;

import io.fastflight.cli.config.CallerFileOptions;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.declared.KnownCallers;
import io.fastflight.security.Authentication;
import io.fastflight.security.Authenticator;
import io.fastflight.security.RedirectSignIn;
import io.fastflight.security.Sessions;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.security.scheme.ClientCertificate;
import io.fastflight.security.scheme.JwtBearer;
import io.fastflight.security.scheme.JwtConfig;
import io.fastflight.security.scheme.Passwords;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.server.FastFlightServer;
import io.fastflight.wire.tls.ClientCertificates;
import io.fastflight.wire.tls.ServerTls;
import io.fastflight.wire.tls.TlsFiles;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options without which a server is for this machine only. */
public final class SecurityOptions {
  @Option(
      names = "--insecure",
      description =
          "Allow an address that others can reach, though TLS or authentication is missing.")
  boolean insecure;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Speak TLS at every door with this certificate and those behind it, PEM. The files are read again when they change.")
  Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The private key of --tls-cert, PEM (PKCS#8, no password).")
  Optional<Path> key = Optional.empty();

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description =
          "Ask callers for a certificate that one of these authorities vouches for, PEM; it says who they are.")
  Optional<Path> clientAuthorities = Optional.empty();

  @Option(
      names = "--client-certs",
      paramLabel = "WORD",
      defaultValue = "optional",
      description =
          "With --client-ca: 'required' refuses a connection without a certificate. Default: ${DEFAULT-VALUE}")
  String clientCertificates = "optional";

  @Mixin private CallerFileOptions files = new CallerFileOptions();

  @Option(
      names = "--jwt-issuer",
      paramLabel = "ISSUER",
      description = "Know callers by signed JWTs of this issuer (iss).")
  Optional<String> jwtIssuer = Optional.empty();

  @Option(
      names = "--jwt-audience",
      paramLabel = "NAME",
      description = "What the JWTs call this server (aud).")
  Optional<String> jwtAudience = Optional.empty();

  @Option(
      names = "--jwt-keys",
      paramLabel = "LOCATION",
      description = "The issuer's public keys, a JWK set: an https URL or a file.")
  Optional<String> jwtKeys = Optional.empty();

  @Option(
      names = "--jwt-algorithms",
      paramLabel = "NAMES",
      split = ",",
      description = "The signatures to take. Default: RS256,PS256,ES256")
  List<String> jwtAlgorithms = List.of();

  @Option(
      names = "--jwt-roles-claim",
      paramLabel = "NAME",
      defaultValue = "roles",
      description = "The claim that holds a caller's roles. Default: ${DEFAULT-VALUE}")
  String jwtRolesClaim = "roles";

  @Option(
      names = "--ticket-keys",
      paramLabel = "FILE",
      description =
          "Seal tickets and sessions by these keys, which replicas share: lines of a name and 32 bytes in base64, the first seals. Default: a key of this process alone")
  Optional<Path> ticketKeys = Optional.empty();

  @Option(
      names = "--ticket-lifetime",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "How long a ticket from GetFlightInfo may be used, 1 to 86400. Default: ${DEFAULT-VALUE}")
  int ticketSeconds = 600;

  @Option(
      names = "--direct-tickets",
      description =
          "Take tickets that are a caller's own JSON though callers are known and the address is not loopback.")
  boolean directTickets;

  @Mixin private ConsoleSignInOptions console = new ConsoleSignInOptions();

  @Mixin AuditOptions audit = new AuditOptions();

  /**
   * Opens what is asked for; owned by the caller.
   *
   * @throws WrongUsageException if a file is wrong
   */
  Access open() {
    Optional<Authentication> others = authentication();
    try {
      Optional<Sessions> sessions = console.sessions(others);
      Optional<RedirectSignIn> elsewhere =
          console.provider(sealKeys().orElseGet(SealKeys::ofThisProcess));
      return new Access(
          others.or(() -> sessions.map(Sessions::authentication)), openTls(), sessions, elsewhere);
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /** Returns what is known of callers: their roles, where no other can come from outside. */
  KnownCallers callers() {
    return jwtIssuer.isPresent() || clientAuthorities.isPresent() || console.elsewhere()
        ? KnownCallers.WITH_ANY_ROLES
        : files.known();
  }

  private Optional<ServerTls> openTls() {
    try {
      Optional<TlsFiles> files = TlsFiles.of(certificate, key, "--tls-cert", "--tls-key");
      if (clientAuthorities.isPresent() && files.isEmpty()) {
        throw new IllegalArgumentException(
            "--client-ca needs TLS: set --tls-cert and --tls-key as well.");
      }
      return files.map(
          own ->
              clientAuthorities.isPresent()
                  ? ServerTls.open(own, clientAuthorities.get(), asked())
                  : ServerTls.open(own));
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private Optional<Authentication> authentication() {
    List<Authenticator> asked = new ArrayList<>();
    try {
      files.apiKeys().ifPresent(file -> asked.add(ApiKeys.of(file)));
      files.users().ifPresent(file -> asked.add(Passwords.of(file)));
      jwt().ifPresent(asked::add);
    } catch (IllegalArgumentException | UncheckedIOException wrong) {
      throw new WrongUsageException(String.valueOf(wrong.getMessage()), wrong);
    }
    clientAuthorities.ifPresent(file -> asked.add(new ClientCertificate()));
    return asked.isEmpty() ? Optional.empty() : Optional.of(Authentication.by(asked));
  }

  private Optional<Authenticator> jwt() {
    if (jwtIssuer.isEmpty() && jwtAudience.isEmpty() && jwtKeys.isEmpty()) {
      return Optional.empty();
    }
    if (jwtIssuer.isEmpty() || jwtAudience.isEmpty() || jwtKeys.isEmpty()) {
      throw new IllegalArgumentException(
          "--jwt-issuer, --jwt-audience and --jwt-keys belong together: set all three.");
    }
    JwtConfig.Builder config =
        JwtConfig.builder(jwtIssuer.get(), jwtAudience.get(), jwtKeys.get())
            .rolesClaim(jwtRolesClaim);
    if (!jwtAlgorithms.isEmpty()) {
      config.algorithms(jwtAlgorithms);
    }
    return Optional.of(JwtBearer.of(config.build()));
  }

  /** Tells a Flight server how its tickets are made. */
  void tickets(FastFlightServer.Builder server) {
    server.ticketLifetime(Duration.ofSeconds(ticketSeconds));
    sealKeys().ifPresent(server::sealKeys);
    if (directTickets) {
      server.allowDirectTickets();
    }
  }

  private Optional<SealKeys> sealKeys() {
    try {
      return ticketKeys.map(SealKeys::read);
    } catch (UncheckedIOException unreadable) {
      throw new WrongUsageException(String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  private ClientCertificates asked() {
    return switch (clientCertificates.toLowerCase(Locale.ROOT)) {
      case "optional" -> ClientCertificates.OPTIONAL;
      case "required" -> ClientCertificates.REQUIRED;
      default ->
          throw new IllegalArgumentException(
              "--client-certs must be optional or required, was '%s'."
                  .formatted(clientCertificates));
    };
  }
}
