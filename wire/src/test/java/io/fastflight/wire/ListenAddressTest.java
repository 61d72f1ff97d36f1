package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.wire.ListenAddress.Protection;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  private static final Protection PLAIN = new Protection(false, false, false);
  private static final Protection INSECURE = new Protection(false, false, true);

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "localhost"})
  void loopbackNeedsNoLeave(String host) {
    var address = new ListenAddress(host, 0, PLAIN).resolve();
    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    assertThat(address.getPort()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void whatOthersCanReachNeedsLeave(String host) {
    assertThatThrownBy(() -> new ListenAddress(host, 8815, PLAIN).resolve())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            host
                + " can be reached by others, and this server has neither TLS nor authentication. Use 127.0.0.1; or set TLS (--tls-cert, --tls-key) and authentication (--api-keys, --users, --jwt-issuer or --client-ca); or say --insecure if the network is trusted.");
    assertThat(new ListenAddress(host, 8815, INSECURE).resolve().getPort()).isEqualTo(8815);
  }

  @ParameterizedTest
  @CsvSource({"true, false, no authentication", "false, true, no TLS"})
  void oneOfTheTwoIsNotEnough(boolean tls, boolean authentication, String missing) {
    Protection half = new Protection(tls, authentication, false);
    assertThatThrownBy(() -> new ListenAddress("0.0.0.0", 8815, half).resolve())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "0.0.0.0 can be reached by others, and this server has " + missing + ". ");
  }

  @Test
  void tlsAndAuthenticationTogetherNeedNoLeave() {
    Protection whole = new Protection(true, true, false);
    assertThat(new ListenAddress("0.0.0.0", 8815, whole).resolve().getPort()).isEqualTo(8815);
  }

  @Test
  void anUnknownHostIsNamed() {
    assertThatThrownBy(() -> new ListenAddress("no-such-host.invalid", 0, INSECURE).resolve())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The host 'no-such-host.invalid' is unknown. Give a name or an address of this machine.");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void aPortOutOfRangeIsRefused(int port) {
    assertThatThrownBy(() -> new ListenAddress("127.0.0.1", port, PLAIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be 0..65535, was " + port + ".");
  }

  @Test
  void anAddressThatIsTakenSaysWhyAndWhatToDo() {
    IOException root = new IOException("Address already in use");
    assertThat(
            new ListenAddress("127.0.0.1", 8815, PLAIN)
                .cannotBind(new UncheckedIOException("Failed to bind", root)))
        .hasMessage(
            "Cannot listen on 127.0.0.1:8815: Address already in use. Is another server running there? Choose another port, or 0 for any free one.");
  }
}
