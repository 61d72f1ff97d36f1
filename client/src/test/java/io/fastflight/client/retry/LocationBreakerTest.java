package io.fastflight.client.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.client.retry.LocationBreaker.Permit;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocationBreakerTest {
  private final FastFlightException away =
      FastFlightException.of(ErrorCode.UNAVAILABLE, "away", null);

  private static LocationBreaker breaker(int failures, Duration openFor, int probes) {
    return LocationBreaker.of(
        "grpc://db7:8815", Optional.of(new BreakerConfig(failures, openFor, probes)));
  }

  @Test
  void soManyFailuresInARowOpenIt() {
    LocationBreaker breaker = breaker(3, Duration.ofHours(1), 1);
    fail(breaker, 2);
    breaker.tryCall().orElseThrow().succeeded();
    fail(breaker, 2);
    assertThat(breaker.isOpen()).isFalse();
    fail(breaker, 1);
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.tryCall()).isEmpty();
    assertThat(breaker.refusal())
        .hasMessage(
            "grpc://db7:8815 is left alone for a while: 3 calls in a row failed there. Check the server, or set another breaker in ResilienceConfig.");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"UNAVAILABLE", "INTERNAL", "INCOMPLETE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aCallersMistakeIsNotCounted(ErrorCode code) {
    LocationBreaker breaker = breaker(3, Duration.ofHours(1), 1);
    fail(breaker, 2);
    for (int i = 0; i < 100; i++) {
      breaker.tryCall().orElseThrow().failed(FastFlightException.of(code, "mine", null));
      breaker.broke(FastFlightException.of(code, "mine", null));
    }
    assertThat(breaker.isOpen()).isFalse();
    fail(breaker, 1);
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void exactlyTheConfiguredProbesPassWhenItIsHalfOpen() throws Exception {
    LocationBreaker breaker = breaker(1, Duration.ofMillis(1), 3);
    fail(breaker, 1);
    List<Permit> probes = new ArrayList<>();
    Awaitility.await().until(() -> breaker.tryCall().map(probes::add).orElse(false));
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Optional<Permit>>> asked = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        asked.add(
            callers.submit(
                () -> {
                  start.await();
                  return breaker.tryCall();
                }));
      }
      start.countDown();
      for (Future<Optional<Permit>> answer : asked) {
        answer.get().ifPresent(probes::add);
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(probes).hasSize(3);
    probes.get(0).returned(); // its caller left: another may probe
    probes.set(0, breaker.tryCall().orElseThrow());
    assertThat(breaker.tryCall()).isEmpty();
    probes.forEach(Permit::succeeded);
    probes.forEach(Permit::succeeded);
    for (int i = 0; i < 10; i++) {
      breaker.tryCall().orElseThrow().succeeded();
    }
  }

  @Test
  void oneProbeThatFailsOpensItAgain() {
    LocationBreaker breaker = breaker(1, Duration.ofMillis(200), 3);
    fail(breaker, 1);
    List<Permit> probes = new ArrayList<>();
    Awaitility.await().until(() -> breaker.tryCall().map(probes::add).orElse(false));
    probes.get(0).failed(away);
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void withoutSettingsItNeverOpens() {
    LocationBreaker breaker = LocationBreaker.of("grpc://db7:8815", Optional.empty());
    fail(breaker, 1_000);
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.tryCall()).isPresent();
  }

  private void fail(LocationBreaker breaker, int times) {
    for (int i = 0; i < times; i++) {
      breaker.tryCall().orElseThrow().failed(away);
    }
  }
}
