package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlightLocationTest {
  @ParameterizedTest
  @ValueSource(strings = {"grpc://127.0.0.1:8815", "grpc://[::1]:1", "grpc+unix:///run/ff.sock"})
  void aLocationIsWrittenAsItWasRead(String location) {
    assertThat(FlightLocation.parse(location)).hasToString(location);
  }

  @Test
  void bothKindsAreKnown() {
    assertThat(FlightLocation.parse("grpc+tcp://db7:65535"))
        .isEqualTo(new FlightLocation.Tcp("db7", 65_535));
    assertThat(FlightLocation.parse("grpc+unix:/run/ff.sock"))
        .isEqualTo(new FlightLocation.Unix(Path.of("/run/ff.sock")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "db7",
        "http://db7:1",
        "grpc://db7",
        "grpc://db7:0",
        "grpc://db7:70000",
        "grpc://:1",
        "grpc+unix://host/run/ff.sock",
        "grpc+unix:ff.sock",
        "grpc+unix:///",
        "grpc+unix:",
        "a b"
      })
  void whatIsNoneIsRefusedWithAnExample(String location) {
    assertThatThrownBy(() -> FlightLocation.parse(location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The location must be grpc://host:port, grpc+tls://host:port or grpc+unix:///path, was '%s'. An example is grpc://127.0.0.1:8815.",
            location);
  }

  @Test
  void aPathThatNoSocketCanHaveIsRefused() {
    String path = "/" + "x".repeat(107);
    assertThatThrownBy(() -> FlightLocation.parse("grpc+unix://" + path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The path of a Unix socket has at most 107 bytes, was 108: '%s'. Choose a shorter one.",
            path);
  }
}
