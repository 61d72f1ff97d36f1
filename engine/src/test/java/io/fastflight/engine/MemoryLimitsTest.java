package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MemoryLimitsTest {
  private static final long GIB = 1L << 30;

  @Test
  void theDefaultsAreThese() {
    MemoryLimits limits = MemoryLimits.defaults();
    assertThat(limits.maxBytesInFlight()).isEqualTo(mayBeDirect() / 2);
    assertThat(limits.maxRequestBytes()).isEqualTo(Math.min(GIB, limits.maxBytesInFlight()));
    assertThat(limits.maxWait()).isEqualTo(Duration.ofSeconds(2));
    assertThat(limits.maxWaiting()).isEqualTo(16);
    assertThat(limits.retryDelay()).isEqualTo(Duration.ofSeconds(1));
  }

  private static long mayBeDirect() {
    long option =
        Long.parseLong(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue());
    return option > 0 ? option : Runtime.getRuntime().maxMemory();
  }

  @Test
  void theCapIsNeverAboveTheBudget() {
    assertThat(MemoryLimits.builder().maxBytesInFlight(5).build().maxRequestBytes()).isEqualTo(5);
    assertThat(MemoryLimits.builder().maxBytesInFlight(8 * GIB).build().maxRequestBytes())
        .isEqualTo(GIB);
    refuses(
        () -> MemoryLimits.builder().maxBytesInFlight(5).maxRequestBytes(6).build(),
        "maxRequestBytes must be at most maxBytesInFlight, 5, was 6. Lower the one or raise the other.");
  }

  @Test
  void everyLimitCanBeSet() {
    MemoryLimits limits =
        MemoryLimits.builder()
            .maxBytesInFlight(100)
            .maxRequestBytes(50)
            .maxWait(Duration.ZERO)
            .maxWaiting(0)
            .retryDelay(Duration.ofMillis(1))
            .build();
    assertThat(limits.maxBytesInFlight()).isEqualTo(100);
    assertThat(limits.maxRequestBytes()).isEqualTo(50);
    assertThat(limits.maxWait()).isZero();
    assertThat(limits.maxWaiting()).isZero();
    assertThat(limits.retryDelay()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void aBadValueIsRefusedWhenItIsSet() {
    MemoryLimits.Builder builder = MemoryLimits.builder();
    refuses(() -> builder.maxBytesInFlight(0), "maxBytesInFlight must be 1 byte or more, was 0.");
    refuses(() -> builder.maxRequestBytes(-1), "maxRequestBytes must be 1 byte or more, was -1.");
    refuses(
        () -> builder.maxWait(Duration.ofMillis(-1)),
        "maxWait must be 0..3600000 ms, was PT-0.001S.");
    refuses(
        () -> builder.maxWait(Duration.ofHours(1).plusNanos(1)),
        "maxWait must be 0..3600000 ms, was PT1H0.000000001S.");
    refuses(() -> builder.maxWaiting(-1), "maxWaiting must be 0 or more, was -1.");
    refuses(() -> builder.retryDelay(Duration.ZERO), "retryDelay must be 1..3600000 ms, was PT0S.");
    assertThat(builder.build().maxWait()).isEqualTo(MemoryLimits.DEFAULT_MAX_WAIT);
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
