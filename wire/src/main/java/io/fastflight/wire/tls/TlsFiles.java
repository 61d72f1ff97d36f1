package io.fastflight.wire.tls;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Names the files with which one end proves who it is.
 *
 * @param certificate its certificate, and behind it those that lead to its authority, PEM
 * @param key the private key of that certificate, PEM (PKCS#8)
 */
public record TlsFiles(Path certificate, Path key) {
  /** Checks that both are there. */
  public TlsFiles {
    requireNonNull(certificate, "certificate");
    requireNonNull(key, "key");
  }

  /**
   * Reads two options of which both are given, or neither.
   *
   * @param names how the two are called, for the message
   * @throws IllegalArgumentException if one is missing
   */
  public static Optional<TlsFiles> of(
      Optional<Path> certificate, Optional<Path> key, String... names) {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "%s needs %s as well: a certificate is of no use without its key, nor a key without its certificate."
              .formatted(
                  certificate.isPresent() ? names[0] : names[1],
                  certificate.isPresent() ? names[1] : names[0]));
    }
    return certificate.map(chain -> new TlsFiles(chain, key.get()));
  }
}
