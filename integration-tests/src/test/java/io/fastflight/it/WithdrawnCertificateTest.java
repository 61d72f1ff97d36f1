package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.certificates.TestAuthority;
import io.fastflight.wire.ClientTls;
import io.fastflight.wire.tls.ClientIdentity;
import io.fastflight.wire.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers by certificate whose authority a server no longer trusts, who do not show it again: on a
 * connection that is still there, and by resuming a session of TLS.
 */
class WithdrawnCertificateTest {
  @TempDir Path folder;
  @TempDir Path others;
  private SecuredServer server;
  private TlsFiles client;

  @BeforeEach
  void start(BufferAllocator allocator) {
    server = new SecuredServer(allocator, folder, "127.0.0.1");
    client = new TlsFiles(server.clientPair.certificate(), server.clientPair.key());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void withdraw() throws Exception {
    Path another = TestAuthority.in(others).certificate();
    Files.copy(another, server.trust, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aConnectionThatIsThereIsRefusedItsNextCall() throws Exception {
    StreamRequest who = StreamRequest.of(new WhoParams());
    ClientConfig config =
        ClientConfig.builder(server.flightLocation())
            .tls(ClientTls.trusting(server.trust, client))
            .resilience(ResiliencePreset.DISABLED.config())
            .build();
    try (FastFlightClient connected = FastFlightClient.connect(config)) {
      connected.fetch(who).close();
      withdraw();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60)) // the files are looked at twice a second
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> connected.fetch(who).close())
                      .isInstanceOf(UnauthenticatedException.class)
                      .hasMessageContaining("nobody vouches for it any more"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionIsNotResumed(String version) throws Exception {
    SSLContext tls = SSLContext.getInstance(version);
    tls.init(
        new KeyManager[] {ClientIdentity.keys(client)},
        new TrustManager[] {ClientIdentity.trusting(server.trust)},
        null);
    assertThat(status(tls)).isEqualTo(200);
    assertThat(status(tls)).isEqualTo(200);
    withdraw();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(status(tls)).isNotEqualTo(200));
  }

  /** Asks on a connection of its own; 0 if TLS has it refused. */
  private int status(SSLContext tls) throws Exception {
    HttpsURLConnection call =
        (HttpsURLConnection) URI.create(server.httpBase() + "/services").toURL().openConnection();
    call.setSSLSocketFactory(tls.getSocketFactory());
    call.setRequestProperty("Connection", "close");
    try {
      return call.getResponseCode();
    } catch (SSLException refused) {
      return 0;
    } finally {
      call.disconnect();
    }
  }
}
