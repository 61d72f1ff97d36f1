package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TransportConfigTest {
  private static final int MIB = 1024 * 1024;

  @Test
  void theDefaultsAreWhatWasMeasured() {
    TransportConfig config = TransportConfig.defaults();
    assertThat(config.windowBytes()).isEqualTo(4 * MIB);
    assertThat(config.connectionWindowBytes()).isEqualTo(1024 * MIB);
    assertThat(config.frameBytes()).isEqualTo(4 * MIB);
    assertThat(config.socketBufferBytes()).isEqualTo(4 * MIB);
    assertThat(config.segmentBytes()).isEqualTo(2 * MIB);
    assertThat(config.readyBelowBytes()).isEqualTo(256 * 1024);
    assertThat(config.readyBelowTotalBytes()).isEqualTo(16 * 1024 * 1024);
    assertThat(config.writeBufferBytes()).isEqualTo(4 * MIB);
    assertThat(config.bodyBytes()).isEqualTo(MIB);
    assertThat(config.lookAheadBytes()).isEqualTo(64 * MIB);
    assertThat(config.maxMessageBytes()).isEqualTo(1025 * MIB);
    assertThat(config.maxStreams()).isEqualTo(4_096);
    assertThat(config.maxHeaderBytes()).isEqualTo(16 * 1024);
    assertThat(config.alignBuffers()).isFalse();
  }

  @Test
  void aSettingOutOfRangeIsRefusedAtOnce() {
    List<Runnable> wrong =
        List.of(
            () -> TransportConfig.builder().windowBytes(-1),
            () -> TransportConfig.builder().connectionWindowBytes(0),
            () -> TransportConfig.builder().socketBufferBytes(1),
            () -> TransportConfig.builder().segmentBytes(1),
            () -> TransportConfig.builder().readyBelowBytes(0),
            () -> TransportConfig.builder().readyBelowTotalBytes(0),
            () -> TransportConfig.builder().writeBufferBytes(0),
            () -> TransportConfig.builder().bodyBytes(0),
            () -> TransportConfig.builder().lookAheadBytes(-1),
            () -> TransportConfig.builder().maxMessageBytes(0),
            () -> TransportConfig.builder().maxStreams(0),
            () -> TransportConfig.builder().maxHeaderBytes(0));
    for (Runnable setting : wrong) {
      assertThatThrownBy(setting::run).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> TransportConfig.builder().frameBytes(1 << 24))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("frameBytes must be 16384..16777215, was 16777216.");
  }

  @Test
  void sharesWhatMayWaitBetweenStreams() {
    TransportConfig config =
        TransportConfig.builder().readyBelowBytes(1000).readyBelowTotalBytes(8000).build();

    assertThat(config.readyBelowBytes(1)).isEqualTo(1000);
    assertThat(config.readyBelowBytes(8)).isEqualTo(1000);
    assertThat(config.readyBelowBytes(16)).isEqualTo(500);
    assertThat(config.readyBelowBytes(1_000_000)).as("one batch at least").isEqualTo(1);
  }
}
