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
        "grpc://db7:1/sales",
        "grpc://db7:1?tls=no",
        "grpc+tls://db7:1#top",
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
  void aSlashBehindThePortIsNoPath() {
    assertThat(FlightLocation.parse("grpc://db7:1/")).isEqualTo(new FlightLocation.Tcp("db7", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc://", "grpc+tls://"})
  void aPasswordInALocationIsRefusedUnseen(String scheme) {
    assertThatThrownBy(() -> FlightLocation.parse(scheme + "ann:canary-4711@db7:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A location has no user and no password in it, as '%s...@db7:1' has. A client shows who calls by ClientConfig.signIn.",
            scheme);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ann:canary-4711@db7:1",
        "grpc://ann:canary-4711@db7",
        "//a:canary-4711@b c"
      })
  void noMessageOfALocationHasAPassword(String location) {
    assertThatThrownBy(() -> FlightLocation.parse(location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("//...@")
        .hasMessageNotContaining("canary")
        .satisfies(refused -> assertThat(refused.getCause()).isNull());
  }

  @Test
  void aLongLocationIsCutInItsMessage() {
    assertThatThrownBy(() -> FlightLocation.parse("http://" + "x".repeat(300)))
        .hasMessageContaining("was 'http://" + "x".repeat(70) + "...'.");
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
