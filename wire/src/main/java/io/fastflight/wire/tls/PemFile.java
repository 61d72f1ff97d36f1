package io.fastflight.wire.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a PEM file holds; a message says which file is wrong, and how. */
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PKCS8 = "PRIVATE KEY";
  private static final long MAX_BYTES = 1024 * 1024;

  private final Path file;
  private final List<Block> blocks;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(String kind, byte[] der) {}

  private PemFile(Path file, List<Block> blocks) {
    this.file = file;
    this.blocks = blocks;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it cannot be read, or is not PEM
   */
  static PemFile read(Path file) {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw wrong(file, "has more than 1 MiB, which no PEM file of certificates has");
      }
      text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw wrong(file, "does not exist");
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "The file '%s' cannot be read: %s. Check its owner and permissions."
              .formatted(file, unreadable),
          unreadable);
    }
    List<Block> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(text);
    while (found.find()) {
      blocks.add(new Block(found.group(1), decoded(file, found.group(2))));
    }
    return new PemFile(file, blocks);
  }

  private static byte[] decoded(Path file, String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      throw wrong(file, "holds a block that is not base64");
    }
  }

  /** Returns its certificates, at least one, in their order. */
  List<X509Certificate> certificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.kind.equals(CERTIFICATE)) {
        certificates.add(certificate(block.der));
      }
    }
    if (certificates.isEmpty()) {
      throw wrong(file, "holds no certificate; a PEM file has '-----BEGIN CERTIFICATE-----'");
    }
    return List.copyOf(certificates);
  }

  private X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException broken) {
      throw wrong(file, "holds a certificate that cannot be read");
    }
  }

  /** Returns its one private key. */
  PrivateKey privateKey() {
    for (Block block : blocks) {
      if (block.kind.equals(PKCS8)) {
        return key(block.der)
            .orElseThrow(() -> wrong(file, "holds a key that is neither RSA nor elliptic curve"));
      }
      if (block.kind.endsWith(PKCS8)) { // RSA, EC or ENCRYPTED
        throw wrong(
            file,
            "holds a key of the kind '%s', but a key must be PKCS#8 without a password; 'openssl pkcs8 -topk8 -nocrypt' makes one of it"
                .formatted(block.kind));
      }
    }
    throw wrong(file, "holds no private key; a PEM file has '-----BEGIN PRIVATE KEY-----'");
  }

  private static Optional<PrivateKey> key(byte[] der) {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return Optional.of(
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
      } catch (GeneralSecurityException another) {
        // the next may fit
      }
    }
    return Optional.empty();
  }

  static IllegalArgumentException wrong(Path file, String what) {
    return new IllegalArgumentException("The file '%s' %s.".formatted(file, what));
  }
}
