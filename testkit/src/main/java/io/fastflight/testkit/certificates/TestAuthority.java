package io.fastflight.testkit.certificates;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Vouches for servers at 127.0.0.1 and localhost and for clients, good and bad ones, and writes
 * their certificates and keys as PEM files.
 *
 * <p><b>Threads:</b> any.
 */
public final class TestAuthority {
  private final Path folder;
  private final X509Bundle authority;
  private final AtomicInteger count = new AtomicInteger();

  /** The files of one who was vouched for. */
  public record Pair(Path certificate, Path key) {}

  private TestAuthority(Path folder, X509Bundle authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** Makes an authority that writes into {@code folder}. */
  public static TestAuthority in(Path folder) {
    return new TestAuthority(
        folder,
        built(() -> begun("CN=test authority").setIsCertificateAuthority(true).buildSelfSigned()));
  }

  /** Something of the library, which throws anything. */
  private interface Building {
    X509Bundle build() throws Exception;
  }

  private static X509Bundle built(Building building) {
    try {
      return building.build();
    } catch (Exception impossible) {
      throw new IllegalStateException("A test certificate could not be made.", impossible);
    }
  }

  private static CertificateBuilder begun(String subject) {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .subject(subject)
        .notBefore(now.minus(Duration.ofHours(1)))
        .notAfter(now.plus(Duration.ofDays(30)))
        .ecp256();
  }

  private static CertificateBuilder serverBegun() {
    return begun("CN=localhost").addSanDnsName("localhost").addSanIpAddress("127.0.0.1");
  }

  /** Returns the file of the authority's own certificate. */
  public Path certificate() {
    return written("authority", authority.getRootCertificatePEM());
  }

  /** Returns a server's files. */
  public Pair server() {
    return issued(serverBegun());
  }

  /** Returns those of one with an RSA key, which clients without elliptic curves take. */
  public Pair rsaServer() {
    return issued(serverBegun().rsa2048());
  }

  /** Returns those of one whose time is over, or has not come. */
  public Pair server(Instant from, Instant to) {
    return issued(serverBegun().notBefore(from).notAfter(to));
  }

  /** Returns those of one whose key can be broken. */
  public Pair weakServer() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1_024);
      KeyPair weak = generator.generateKeyPair();
      X509Bundle bundle =
          built(() -> serverBegun().publicKey(weak.getPublic()).buildIssuedBy(authority));
      String key =
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(Base64.getMimeEncoder().encodeToString(weak.getPrivate().getEncoded()));
      return new Pair(written("weak", bundle.getCertificatePEM()), written("weak", key));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JVM has RSA.", impossible);
    }
  }

  /** Returns a client's files; its subject is for instance {@code CN=ada,O=reader}. */
  public Pair client(String subject) {
    return issued(begun(subject).addExtendedKeyUsageClientAuth());
  }

  private Pair issued(CertificateBuilder builder) {
    X509Bundle bundle = built(() -> builder.buildIssuedBy(authority));
    return new Pair(
        written("certificate", bundle.getCertificatePEM()),
        written("key", bundle.getPrivateKeyPEM()));
  }

  private Path written(String what, String pem) {
    try {
      return Files.writeString(folder.resolve(what + count.incrementAndGet() + ".pem"), pem);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
