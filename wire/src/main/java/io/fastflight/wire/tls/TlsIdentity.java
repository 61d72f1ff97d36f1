package io.fastflight.wire.tls;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Holds a certificate with those that lead to its authority, and its key: checked to be of one
 * pair, strong and valid now.
 *
 * @param chain the certificate first
 * @param key of the first certificate
 */
record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final int MIN_RSA_BITS = 2_048;
  private static final int MIN_CURVE_BITS = 256;

  /**
   * Reads and checks both files.
   *
   * @throws IllegalArgumentException that names the file and what is wrong with it
   */
  static TlsIdentity read(TlsFiles files, Clock clock) {
    List<X509Certificate> chain = PemFile.read(files.certificate()).certificates();
    PrivateKey key = PemFile.read(files.key()).privateKey();
    X509Certificate leaf = chain.get(0);
    requireValid(leaf, files.certificate(), clock.instant());
    requireStrong(leaf, files.certificate());
    requirePair(leaf.getPublicKey(), key, files);
    return new TlsIdentity(chain, key);
  }

  /** Returns when the certificate ends. */
  Instant end() {
    return chain.get(0).getNotAfter().toInstant();
  }

  private static void requireValid(X509Certificate leaf, Path file, Instant now) {
    Instant begin = leaf.getNotBefore().toInstant();
    Instant end = leaf.getNotAfter().toInstant();
    if (now.isAfter(end)) {
      throw PemFile.wrong(
          file,
          "holds a certificate that expired at %s, and it is %s now; get a new one, or check this machine's clock"
              .formatted(end, now));
    }
    if (now.isBefore(begin)) {
      throw PemFile.wrong(
          file,
          "holds a certificate that is valid from %s, and it is %s now; check this machine's clock"
              .formatted(begin, now));
    }
  }

  private static void requireStrong(X509Certificate leaf, Path file) {
    PublicKey key = leaf.getPublicKey();
    if (key instanceof RSAPublicKey rsa) {
      requireBits(rsa.getModulus(), MIN_RSA_BITS, "RSA", file);
    } else if (key instanceof ECPublicKey curve) {
      requireBits(curve.getParams().getOrder(), MIN_CURVE_BITS, "elliptic curve", file);
    }
    String signature = leaf.getSigAlgName().toUpperCase(Locale.ROOT);
    if (signature.startsWith("MD5") || signature.startsWith("SHA1")) {
      throw PemFile.wrong(
          file,
          "holds a certificate signed by %s, which can be forged; SHA-256 or better is taken"
              .formatted(leaf.getSigAlgName()));
    }
  }

  private static void requireBits(BigInteger number, int atLeast, String kind, Path file) {
    if (number.bitLength() < atLeast) {
      throw PemFile.wrong(
          file,
          "holds a weak key: %s of %s bits; at least %s are taken"
              .formatted(kind, number.bitLength(), atLeast));
    }
  }

  private static void requirePair(PublicKey publicKey, PrivateKey key, TlsFiles files) {
    if (!isPair(publicKey, key)) {
      throw new IllegalArgumentException(
          "The key in '%s' does not belong to the first certificate in '%s'. Name the two that were made together, and put the server's own certificate first."
              .formatted(files.key(), files.certificate()));
    }
  }

  private static boolean isPair(PublicKey publicKey, PrivateKey key) {
    byte[] text = new byte[32];
    new SecureRandom().nextBytes(text);
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherKinds) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "EdDSA";
    };
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
