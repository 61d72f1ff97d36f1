package io.fastflight.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.ClientTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client in front of a stock Flight server that speaks TLS, or should. */
class ClientTlsTest {
  private static final StreamRequest REQUEST = StreamRequest.of("any.service", Map.of());

  @TempDir static Path folder;
  private static TestCertificate certificate;

  @BeforeAll
  static void makeTheCertificate() throws Exception {
    certificate = TestCertificate.in(folder);
  }

  private static PlainFlightServer server(BufferAllocator memory) throws Exception {
    return PlainFlightServer.withTls(
        memory,
        certificate,
        (allocator, listener) -> {
          PlainFlightServer.sendIds(allocator, listener, 5);
          listener.completed();
        });
  }

  private static FastFlightClient client(String location) {
    return FastFlightClient.connect(
        ClientConfig.builder(location).tls(ClientTls.trusting(certificate.certificate())).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void aServerThatIsTrustedIsRead(String host, BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = server(memory);
        FastFlightClient client = client("grpc+tls://" + host + ":" + server.port());
        Table table = client.fetch(REQUEST)) {
      assertThat(table.rowCount()).isEqualTo(50);
    }
  }

  @Test
  void aServerThatIsNotTrustedIsRefused(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = server(memory);
        FastFlightClient client =
            FastFlightClient.connect("grpc+tls://127.0.0.1:" + server.port())) {
      assertThatThrownBy(() -> client.fetch(REQUEST))
          .isInstanceOf(InternalFaultException.class)
          .hasMessage(
              "The server at grpc+tls://127.0.0.1:%s could not prove who it is: unable to find valid certification path to requested target. Trust its authority with ClientTls.trusting, and use a name that its certificate has.",
              server.port());
    }
  }

  @Test
  void tlsToAPlainPortIsSaid(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server =
            new PlainFlightServer(memory, (allocator, listener) -> listener.completed());
        FastFlightClient client = client("grpc+tls://127.0.0.1:" + server.port())) {
      assertThatThrownBy(() -> client.fetch(REQUEST))
          .isInstanceOf(InternalFaultException.class)
          .hasMessage(
              "The server at grpc+tls://127.0.0.1:%s does not speak TLS. Check the port, or use grpc:// if the network is trusted.",
              server.port());
    }
  }

  @Test
  void aPlainCallToATlsPortIsSaid(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = server(memory);
        FastFlightClient client = FastFlightClient.connect("grpc://127.0.0.1:" + server.port())) {
      assertThatThrownBy(() -> client.fetch(REQUEST))
          .isInstanceOf(ServerUnavailableException.class)
          .hasMessageEndingWith(
              "If it wants TLS, use grpc+tls:// in its place; or it speaks no gRPC.");
    }
  }

  @Test
  void aFileOfNoCertificatesIsRefused() throws Exception {
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> ClientTls.trusting(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The file of trusted certificates must be PEM and readable, was '%s'", missing);
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
    assertThatThrownBy(() -> ClientTls.trusting(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The file of trusted certificates must be PEM and readable, was '%s'", text);
  }
}
