package io.fastflight.benchmark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The client of {@code bench http}, before a socket that says what a test has it say. */
class HttpReadingTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void chunksOfAnySizeAreCountedToTheirEnd() throws IOException {
    String large = "x".repeat(300_000);
    String body = "3\r\nabc\r\n" + Integer.toHexString(300_000) + "\r\n" + large + "\r\n";
    Reading.Seen seen = answered(HEAD + body + "1\r\nz\r\n0\r\nfastflight-rows: 9\r\n\r\n");
    assertThat(seen.rows()).isEqualTo(300_004);
    assertThat(seen.firstAt()).isNotZero();
  }

  @Test
  void anAnswerThatIsCutFails() {
    assertThatThrownBy(() -> answered(HEAD + "5\r\nabc"))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("closed the connection within an answer");
    assertThatThrownBy(() -> answered(HEAD + "3\r\nabc\r\n")).isInstanceOf(EOFException.class);
  }

  @Test
  void aRefusalFails() {
    assertThatThrownBy(
            () -> answered("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected 200 and chunks, was 'HTTP/1.1 404 Not Found'");
  }

  private static Reading.Seen answered(String answer) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> answer(server, answer));
      String location = "http://127.0.0.1:" + server.getLocalPort() + "/stream?format=csv";
      try (HttpReading reading = new HttpReading(location)) {
        return reading.read("{}", "none");
      } finally {
        serving.join();
      }
    }
  }

  private static void answer(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      byte[] request = new byte[4_096];
      StringBuilder asked = new StringBuilder();
      while (!asked.toString().endsWith("{}")) {
        int read = socket.getInputStream().read(request);
        asked.append(new String(request, 0, read, StandardCharsets.US_ASCII));
      }
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }
}
