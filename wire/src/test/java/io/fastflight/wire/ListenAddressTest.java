package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "localhost"})
  void loopbackNeedsNoLeave(String host) {
    var address = new ListenAddress(host, 0, false).resolve();
    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    assertThat(address.getPort()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void whatOthersCanReachNeedsLeave(String host) {
    assertThatThrownBy(() -> new ListenAddress(host, 8815, false).resolve())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            host
                + " can be reached by others, and this server has neither TLS nor authentication. Use 127.0.0.1, or say --insecure if the network is trusted.");
    assertThat(new ListenAddress(host, 8815, true).resolve().getPort()).isEqualTo(8815);
  }

  @Test
  void anUnknownHostIsNamed() {
    assertThatThrownBy(() -> new ListenAddress("no-such-host.invalid", 0, true).resolve())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The host 'no-such-host.invalid' is unknown. Give a name or an address of this machine.");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void aPortOutOfRangeIsRefused(int port) {
    assertThatThrownBy(() -> new ListenAddress("127.0.0.1", port, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be 0..65535, was " + port + ".");
  }

  @Test
  void anAddressThatIsTakenSaysWhyAndWhatToDo() {
    IOException root = new IOException("Address already in use");
    assertThat(
            new ListenAddress("127.0.0.1", 8815, false)
                .cannotBind(new UncheckedIOException("Failed to bind", root)))
        .hasMessage(
            "Cannot listen on 127.0.0.1:8815: Address already in use. Is another server running there? Choose another port, or 0 for any free one.");
  }
}
