package io.fastflight.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.fastflight.it.SecuredServer;
import io.fastflight.it.attack.Door.Answer;
import io.fastflight.policy.Policy;
import io.fastflight.wire.tls.ClientIdentity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two thousand connections, of which every second stalls in the TLS handshake: the others are
 * served meanwhile, and those that stall are cut.
 */
@Timeout(300)
class StalledHandshakesTest {
  private static final int CONNECTIONS = 2_000;

  /** Each connection is a descriptor at both ends, and the test has others. */
  private static final int DESCRIPTORS_OF_ITS_OWN = 1_000;

  private static final byte[] ROWS =
      "{\"param_type\": \"test.rows\", \"rows\": 2}".getBytes(StandardCharsets.UTF_8);

  /** How far a caller gets who stalls. */
  private static final List<byte[]> BEGINNINGS =
      List.of(
          new byte[] {},
          new byte[] {22},
          new byte[] {22, 3, 1, 2, 0, 1}, // a record that is not whole
          new byte[] {22, 3, 1, 0, 5, 1, 0, 1, 0, 3}); // a whole record, a hello that is not

  private static int connections() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long free = unix.getMaxFileDescriptorCount() - DESCRIPTORS_OF_ITS_OWN;
      return (int) Math.min(CONNECTIONS, free / 2);
    }
    return CONNECTIONS;
  }

  @Test
  void thoseThatStallAreCutAndKeepNobodyOut(BufferAllocator memory, @TempDir Path folder)
      throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try (SecuredServer server = new SecuredServer(memory, folder, "127.0.0.1", Policy.open());
        Door flight = new FlightDoor(server, memory);
        Door http = new HttpDoor(server, HttpClient.Version.HTTP_1_1)) {
      Optional<String> key = Optional.of("Bearer " + server.key.reveal());
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[] {ClientIdentity.trusting(server.trust)}, null);
      int connections = connections();
      for (int i = 0; i < connections; i++) {
        int port = i / 2 % 2 == 0 ? server.flight.port() : server.http.port();
        if (i % 2 == 0) {
          stalled.add(stall(port, BEGINNINGS.get(i / 4 % BEGINNINGS.size())));
        } else {
          shakeHands(tls, port);
        }
        if (i % 200 == 199) {
          assertThat(flight.read(key, ROWS)).isEqualTo(Answer.of(List.of("0", "1")));
          assertThat(http.read(key, ROWS)).isEqualTo(Answer.of(List.of("0", "1")));
        }
      }
      assertThat(stalled).hasSizeGreaterThanOrEqualTo(connections / 2);
      for (Socket socket : stalled) {
        awaitCut(socket);
      }
      assertThat(flight.read(key, ROWS)).isEqualTo(Answer.of(List.of("0", "1")));
      assertThat(http.read(key, ROWS)).isEqualTo(Answer.of(List.of("0", "1")));
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }

  private static Socket stall(int port, byte[] beginning) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(beginning);
    return socket;
  }

  private static void shakeHands(SSLContext tls, int port) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    }
  }

  /** Reads to the end, which is the server's doing; an alert may come before it. */
  private static void awaitCut(Socket socket) throws IOException {
    socket.setSoTimeout(120_000);
    try {
      while (socket.getInputStream().read() >= 0) {
        // an alert
      }
    } catch (java.net.SocketException reset) {
      // cut as well
    }
  }
}
