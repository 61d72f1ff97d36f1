package io.fastflight.cli.read;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.wire.ClientTls;
import io.fastflight.wire.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say whom a command trusts, and with what it proves who it is. */
final class ClientTlsOptions {
  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Trust a server at grpc+tls:// that one of these authorities vouches for, PEM. Default: those of the JVM")
  private Optional<Path> authorities = Optional.empty();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The certificate to show a server that asks for one, PEM.")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key of --cert, PEM (PKCS#8, no password).")
  private Optional<Path> key = Optional.empty();

  /** Returns what was given, if anything was. */
  Optional<ClientTls> read() {
    try {
      Optional<TlsFiles> own = TlsFiles.of(certificate, key, "--cert", "--key");
      if (authorities.isPresent()) {
        Path trusted = authorities.get();
        return Optional.of(
            own.map(files -> ClientTls.trusting(trusted, files))
                .orElseGet(() -> ClientTls.trusting(trusted)));
      }
      return own.map(ClientTls::systemTrust);
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException(String.valueOf(wrong.getMessage()), wrong);
    }
  }
}
