package io.fastflight.testkit.fault;

import static io.fastflight.testkit.fault.Direction.TO_CLIENT;
import static io.fastflight.testkit.fault.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain sockets, a server that echoes, and the proxy between them. */
class FaultProxyTest {
  private static final int LONG_MILLIS = 30_000;
  private static final int SHORT_MILLIS = 100;

  private EchoServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    proxy = FaultProxy.to(server.address());
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(LONG_MILLIS);
    return socket;
  }

  /** Sends all, ends, and returns what comes back to the end. */
  private byte[] echo(byte[] sent) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void withoutFaultsAllPassesBothWays() throws Exception {
    byte[] sent = bytes(100_000);
    assertThat(echo(sent)).isEqualTo(sent);
    assertThat(proxy.connectionCount()).isEqualTo(1);
    assertThat(proxy.bytesPassed(TO_SERVER)).isEqualTo(sent.length);
    assertThat(proxy.bytesPassed(TO_CLIENT)).isEqualTo(sent.length);
  }

  @Test
  void refusedConnectionsAreAcceptedAgainAtTheSamePort() throws Exception {
    try (Socket open = connect()) {
      open.getOutputStream().write(6);
      assertThat(open.getInputStream().read()).isEqualTo(6); // not merely in the kernel's queue
      proxy.refuse();
      proxy.refuse();
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      open.getOutputStream().write(7);
      assertThat(open.getInputStream().read()).isEqualTo(7); // open ones go on
    }
    proxy.accept();
    proxy.accept();
    assertThat(echo(new byte[] {1, 2})).containsExactly(1, 2);
  }

  @Test
  void aResetReachesTheClientBehindTheBytesBeforeIt() throws Exception {
    proxy.faults(new Fault.Reset(TO_CLIENT, 1_000));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes(5_000));
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      assertThatThrownBy(() -> socket.getInputStream().transferTo(got))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      assertThat(got.size()).isLessThanOrEqualTo(1_000);
    }
  }

  @Test
  void aResetOfWhatTheClientSendsReachesBothEnds() throws Exception {
    proxy.faults(new Fault.Reset(TO_SERVER, 0));
    try (Socket socket = connect()) {
      assertThatThrownBy(() -> readOrWrite(socket)).isInstanceOf(SocketException.class);
    }
    assertThat(proxy.bytesPassed(TO_SERVER)).isZero();
  }

  /** Whichever comes first finds the connection reset. */
  private static void readOrWrite(Socket socket) throws IOException {
    socket.getOutputStream().write(1);
    if (socket.getInputStream().read() < 0) {
      throw new AssertionError("It ended as if nothing had happened.");
    }
  }

  @Test
  void aHalfClosedDirectionEndsBehindEachByteAsked() throws Exception {
    byte[] sent = bytes(30);
    for (int after = 0; after <= sent.length; after++) {
      proxy.faults(new Fault.HalfClose(TO_CLIENT, after));
      assertThat(echo(sent)).isEqualTo(Arrays.copyOf(sent, after));
    }
  }

  @Test
  void aHalfClosedRequestLetsTheAnswerThrough() throws Exception {
    byte[] sent = bytes(300_000);
    proxy.faults(new Fault.HalfClose(TO_SERVER, 200_000));
    assertThat(echo(sent)).isEqualTo(Arrays.copyOf(sent, 200_000));
  }

  @Test
  void aStalledDirectionWaitsUntilItIsResumed() throws Exception {
    byte[] sent = bytes(5_000);
    proxy.faults(new Fault.Stall(TO_CLIENT, 1_000));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readNBytes(1_000)).isEqualTo(Arrays.copyOf(sent, 1_000));
      socket.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(LONG_MILLIS);
      proxy.resume();
      assertThat(socket.getInputStream().readAllBytes()).hasSize(4_000).endsWith(sent[4_999]);
    }
  }

  @Test
  void aTrickleTakesItsTimeAndLosesNothing() throws Exception {
    byte[] sent = bytes(2_500);
    proxy.faults(new Fault.Trickle(TO_CLIENT, 500, 10_000));
    long start = System.nanoTime();
    assertThat(echo(sent)).isEqualTo(sent);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aSpliceReplacesBytesLeavesSomeOutOrAddsSome() throws Exception {
    byte[] sent = {0, 1, 2, 3, 4, 5, 6, 7};
    proxy.faults(new Fault.Splice(TO_SERVER, 2, 3, "09"));
    assertThat(echo(sent)).containsExactly(0, 1, 9, 5, 6, 7);
    proxy.faults(new Fault.Splice(TO_CLIENT, 7, 100, ""));
    assertThat(echo(sent)).containsExactly(0, 1, 2, 3, 4, 5, 6);
    proxy.faults(new Fault.Splice(TO_CLIENT, 8, 0, "08"));
    assertThat(echo(sent)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void faultsOfBothDirectionsAddUp() throws Exception {
    proxy.faults(
        new Fault.HalfClose(TO_CLIENT, 6),
        new Fault.Splice(TO_CLIENT, 4, 0, "2a"),
        new Fault.Splice(TO_SERVER, 0, 1, ""),
        new Fault.Trickle(TO_SERVER, 2, 1_000));
    assertThat(echo(new byte[] {0, 1, 2, 3, 4, 5, 6, 7})).containsExactly(1, 2, 3, 4, 42, 5, 6);
  }

  @Test
  void eachConnectionHasThePlanOfItsNumber() throws Exception {
    proxy.plan(number -> number == 0 ? List.of(new Fault.HalfClose(TO_CLIENT, 0)) : List.of());
    assertThat(echo(new byte[] {1})).isEmpty();
    assertThat(echo(new byte[] {1})).containsExactly(1);
  }

  @Test
  void aPlanThatFailsResetsItsConnectionAndIsTold() throws Exception {
    List<Throwable> told = new ArrayList<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> told.add(failure));
    try {
      proxy.plan(
          number -> {
            throw new IllegalStateException("no plan");
          });
      try (Socket socket = connect()) {
        assertThatThrownBy(() -> readOrWrite(socket)).isInstanceOf(SocketException.class);
      }
      proxy.close();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(told).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void drawnFaultsAreTheSameForTheSameSeed() throws Exception {
    List<String> first = drawn(42);
    assertThat(drawn(42)).isEqualTo(first);
    assertThat(drawn(43)).isNotEqualTo(first);
    assertThat(first.stream().map(text -> text.substring(0, text.indexOf('['))).distinct())
        .containsExactlyInAnyOrder("Reset", "HalfClose", "Stall", "Trickle", "Splice");
  }

  private static List<String> drawn(long seed) {
    Random random = new Random(seed);
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Fault fault = Fault.drawn(random, 1_000);
      assertThat(fault.afterBytes()).isBetween(0L, 1_000L);
      faults.add(fault.toString());
    }
    return faults;
  }

  @Test
  void connectionsLeadToTheServerOfTheMoment() throws Exception {
    assertThat(echo(new byte[] {1})).containsExactly(1);
    server.close();
    assertThatThrownBy(() -> readOrWriteOnce()).isInstanceOf(SocketException.class);
    server = new EchoServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    proxy.server(server.address());
    assertThat(echo(new byte[] {2})).containsExactly(2);
  }

  private void readOrWriteOnce() throws IOException {
    try (Socket socket = connect()) {
      readOrWrite(socket);
    }
  }

  @Test
  void resetAllResetsStalledOnesToo() throws Exception {
    proxy.faults(new Fault.Stall(TO_CLIENT, 1));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes(2));
      assertThat(socket.getInputStream().read()).isNotNegative();
      assertThat(proxy.openConnectionCount()).isEqualTo(1);
      proxy.resetAll();
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    while (proxy.openConnectionCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void closingEndsStalledConnectionsAndIsIdempotent() throws Exception {
    proxy.faults(new Fault.Stall(TO_SERVER, 0), new Fault.Trickle(TO_CLIENT, 0, 1));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(1);
      proxy.close();
      proxy.close();
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
    assertThatIllegalStateException().isThrownBy(proxy::accept).withMessageContaining("is closed");
  }

  @Test
  void aUnixSocketServesAsWell(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("proxy.sock");
    try (FaultProxy near = FaultProxy.to(proxy.address(), file)) {
      near.refuse();
      assertThatThrownBy(() -> SocketChannel.open(near.address()).close())
          .isInstanceOf(IOException.class);
      near.accept();
      near.faults(new Fault.HalfClose(TO_CLIENT, 2));
      try (SocketChannel socket = SocketChannel.open(near.address())) {
        socket.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        ByteBuffer got = ByteBuffer.allocate(8);
        while (socket.read(got) >= 0) {
          Thread.onSpinWait();
        }
        assertThat(got.position()).isEqualTo(2);
      }
      assertThatIllegalStateException().isThrownBy(near::port).withMessageContaining("no port");
    }
    assertThat(file).doesNotExist();
    assertThat(Files.exists(folder)).isTrue();
  }

  @Test
  void impossibleFaultsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fault.Reset(TO_CLIENT, -1))
        .withMessage("afterBytes must be 0 or more, was -1.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fault.Trickle(TO_CLIENT, 0, 0))
        .withMessage("bytesPerSecond must be at least 1, was 0.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fault.Splice(TO_CLIENT, 0, -1, ""))
        .withMessage("removedBytes must be 0 or more, was -1.");
  }
}
