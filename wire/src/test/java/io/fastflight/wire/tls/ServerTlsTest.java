package io.fastflight.wire.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.testkit.certificates.TestAuthority;
import io.fastflight.testkit.certificates.TestAuthority.Pair;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTlsTest {
  @TempDir Path folder;
  private TestAuthority authority;

  @BeforeEach
  void makeAnAuthority() {
    authority = TestAuthority.in(folder);
  }

  private static TlsFiles files(Pair pair) {
    return new TlsFiles(pair.certificate(), pair.key());
  }

  private static void refused(TlsFiles files, String message, Object... values) {
    assertThatThrownBy(() -> ServerTls.open(files).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message, values);
  }

  private static X509Certificate shown(ServerTls tls) {
    var keys = tls.keyManager();
    String alias = keys.chooseEngineServerAlias("EC", null, null);
    return keys.getCertificateChain(alias)[0];
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("missing.pem");
    refused(
        new TlsFiles(missing, authority.server().key()), "The file '%s' does not exist.", missing);
    refused(
        new TlsFiles(authority.server().certificate(), missing),
        "The file '%s' does not exist.",
        missing);
  }

  @Test
  void aFolderIsNamed() {
    assertThatThrownBy(() -> ServerTls.open(new TlsFiles(folder, authority.server().key())).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The file '%s' cannot be read: ", folder);
  }

  @Test
  void certificateAndKeyExchangedAreNamed() {
    Pair pair = authority.server();
    refused(
        new TlsFiles(pair.key(), pair.certificate()),
        "The file '%s' holds no certificate; a PEM file has '-----BEGIN CERTIFICATE-----'.",
        pair.key());
  }

  @Test
  void aKeyOfAnotherCertificateIsNamed() {
    Path certificate = authority.server().certificate();
    Path key = authority.server().key();
    refused(
        new TlsFiles(certificate, key),
        "The key in '%s' does not belong to the first certificate in '%s'. Name the two that were made together, and put the server's own certificate first.",
        key,
        certificate);
  }

  @Test
  void aKeyOfAnotherKindIsNamed() {
    Path certificate = authority.server().certificate();
    assertThatThrownBy(
            () -> ServerTls.open(new TlsFiles(certificate, authority.rsaServer().key())).close())
        .hasMessageContaining("does not belong to the first certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void anotherFormOfKeyIsNamedWithTheCommandThatMendsIt(String kind) throws Exception {
    Path key = folder.resolve("other.pem");
    Files.writeString(key, "-----BEGIN %s-----\nAAAA\n-----END %s-----\n".formatted(kind, kind));
    refused(
        new TlsFiles(authority.server().certificate(), key),
        "The file '%s' holds a key of the kind '%s', but a key must be PKCS#8 without a password; 'openssl pkcs8 -topk8 -nocrypt' makes one of it.",
        key,
        kind);
  }

  @Test
  void aBrokenCertificateIsNamed() throws Exception {
    Path broken = folder.resolve("broken.pem");
    Files.writeString(broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    refused(
        new TlsFiles(broken, authority.server().key()),
        "The file '%s' holds a certificate that cannot be read.",
        broken);
  }

  @Test
  void aWeakKeyIsNamed() {
    Pair weak = authority.weakServer();
    refused(
        files(weak),
        "The file '%s' holds a weak key: RSA of 1024 bits; at least 2048 are taken.",
        weak.certificate());
  }

  @Test
  void anExpiredCertificateSaysSinceWhenAndWhatTheClockSays() {
    Instant end = Instant.parse("2026-01-02T03:04:05Z");
    Pair old = authority.server(end.minus(Duration.ofDays(1)), end);
    Instant now = end.plusSeconds(3_600);
    assertThatThrownBy(() -> ServerTls.at(Clock.fixed(now, ZoneOffset.UTC), files(old)).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The file '%s' holds a certificate that expired at %s, and it is %s now; get a new one, or check this machine's clock.",
            old.certificate(), end, now);
  }

  @Test
  void aCertificateThatIsNotValidYetSaysWhatTheClockSays() {
    Instant begin = Instant.parse("2026-01-02T03:04:05Z");
    Pair early = authority.server(begin, begin.plus(Duration.ofDays(1)));
    Instant now = begin.minusSeconds(3_600); // the clock is an hour behind
    assertThatThrownBy(() -> ServerTls.at(Clock.fixed(now, ZoneOffset.UTC), files(early)).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The file '%s' holds a certificate that is valid from %s, and it is %s now; check this machine's clock.",
            early.certificate(), begin, now);
  }

  @Test
  void anAuthorityFileWithoutCertificatesIsNamed() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    assertThatThrownBy(
            () ->
                ServerTls.open(files(authority.server()), empty, ClientCertificates.REQUIRED)
                    .close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The file '%s' holds no certificate", empty);
  }

  @Test
  void aChangeOfTheFilesIsFoundWithoutBeingTold() throws Exception {
    Pair pair = authority.server();
    try (ServerTls tls = ServerTls.open(files(pair))) {
      X509Certificate before = shown(tls);
      Pair next = authority.server();
      Files.copy(next.certificate(), pair.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(next.key(), pair.key(), StandardCopyOption.REPLACE_EXISTING);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(shown(tls)).isNotEqualTo(before));
    }
  }

  @Test
  void filesWithAFaultChangeNothing() throws Exception {
    Pair pair = authority.server();
    try (ServerTls tls = ServerTls.open(files(pair))) {
      X509Certificate before = shown(tls);
      Files.writeString(pair.key(), "nonsense");
      assertThatThrownBy(tls::reload).isInstanceOf(IllegalArgumentException.class);
      assertThat(shown(tls)).isEqualTo(before);
    }
  }

  @Test
  void aCallersChainIsGoodWhileItIsValidAndAnAuthorityOfTheMomentVouchesForIt() throws Exception {
    Path trust = authority.certificate();
    List<X509Certificate> caller = chain(authority.client("CN=ada"));
    Instant now = Instant.now();
    List<X509Certificate> expired =
        chain(authority.server(now.minusSeconds(7_200), now.minusSeconds(3_600)));
    TlsFiles own = files(authority.server());
    try (ServerTls tls = ServerTls.open(own, trust, ClientCertificates.OPTIONAL)) {
      assertThat(tls.vouchesFor(caller)).isTrue();
      assertThat(tls.vouchesFor(caller)).as("remembered").isTrue();
      assertThat(tls.vouchesFor(expired)).isFalse();
      Path another = TestAuthority.in(Files.createDirectory(folder.resolve("b"))).certificate();
      Files.copy(another, trust, StandardCopyOption.REPLACE_EXISTING);
      tls.reload();
      assertThat(tls.vouchesFor(caller)).isFalse();
    }
    try (ServerTls asksNobody = ServerTls.open(own)) {
      assertThat(asksNobody.vouchesFor(caller)).isFalse();
    }
  }

  private static List<X509Certificate> chain(Pair pair) throws Exception {
    try (InputStream pem = Files.newInputStream(pair.certificate())) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return List.of((X509Certificate) factory.generateCertificate(pem));
    }
  }

  @Test
  void aHandshakeThatHasBegunKeepsItsPairWhenTheFilesChange() throws Exception {
    Pair pair = authority.server();
    try (ServerTls tls = ServerTls.open(files(pair))) {
      X509Certificate before = shown(tls);
      String alias = tls.keyManager().chooseEngineServerAlias("EC", null, null);
      Pair next = authority.server();
      Files.copy(next.certificate(), pair.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(next.key(), pair.key(), StandardCopyOption.REPLACE_EXISTING);
      tls.reload();
      assertThat(tls.keyManager().getCertificateChain(alias)[0]).isEqualTo(before);
      assertThat(shown(tls)).isNotEqualTo(before);
    }
  }

  @Test
  void aCertificateWithoutItsKeyIsNoPair() {
    Optional<Path> one = Optional.of(folder);
    assertThat(TlsFiles.of(Optional.empty(), Optional.empty(), "--a", "--b")).isEmpty();
    assertThatThrownBy(() -> TlsFiles.of(one, Optional.empty(), "--a", "--b"))
        .hasMessageStartingWith("--a needs --b as well");
    assertThatThrownBy(() -> TlsFiles.of(Optional.empty(), one, "--a", "--b"))
        .hasMessageStartingWith("--b needs --a as well");
  }
}
