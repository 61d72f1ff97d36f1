package io.fastflight.client.retry;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ServerUnavailableException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets calls go to one location, until so many in a row have failed there that it is left alone for
 * a while.
 *
 * <p>What counts is a server that cannot be reached, is silent, breaks a stream or breaks down; a
 * caller's mistake, a limit and a failing source do not.
 *
 * <p><b>Threads:</b> any.
 */
public final class LocationBreaker {
  private static final Set<ErrorCode> COUNTED =
      EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.INTERNAL, ErrorCode.INCOMPLETE);

  private final String location;
  private final Optional<CircuitBreaker> breaker;

  private LocationBreaker(String location, Optional<CircuitBreaker> breaker) {
    this.location = location;
    this.breaker = breaker;
  }

  /** Creates the breaker of a location, closed; one that never opens if there are no settings. */
  public static LocationBreaker of(String location, Optional<BreakerConfig> config) {
    return new LocationBreaker(
        location, config.map(settings -> CircuitBreaker.of(location, rules(settings))));
  }

  private static CircuitBreakerConfig rules(BreakerConfig settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(settings.failures())
        .minimumNumberOfCalls(settings.failures())
        .failureRateThreshold(100)
        .waitDurationInOpenState(settings.openFor())
        .permittedNumberOfCallsInHalfOpenState(settings.probes())
        .build();
  }

  /** What one call may do, and owes: exactly one outcome; the second and later do nothing. */
  public final class Permit {
    private final AtomicBoolean owed = new AtomicBoolean(true);

    private Permit() {}

    /** Says that the server answered as it should. */
    public void succeeded() {
      if (owed.compareAndSet(true, false)) {
        breaker.ifPresent(b -> b.onSuccess(0, TimeUnit.NANOSECONDS));
      }
    }

    /** Says how the call failed; if it is no fault of the location, nothing is counted. */
    public void failed(FastFlightException failure) {
      if (!COUNTED.contains(failure.code())) {
        returned();
      } else if (owed.compareAndSet(true, false)) {
        count(failure);
      }
    }

    /** Gives the permit back: the call was not made, or its caller left. */
    public void returned() {
      if (owed.compareAndSet(true, false)) {
        breaker.ifPresent(CircuitBreaker::releasePermission);
      }
    }
  }

  /** Returns leave for one call, or empty while the location is left alone. */
  public Optional<Permit> tryCall() {
    return breaker.isEmpty() || breaker.get().tryAcquirePermission()
        ? Optional.of(new Permit())
        : Optional.empty();
  }

  /** Counts a stream that broke after it had begun, and whose permit was answered then. */
  public void broke(FastFlightException failure) {
    if (COUNTED.contains(failure.code())) {
      count(failure);
    }
  }

  /** Resilience4j judges probes by their rate, all together; here one that fails is enough. */
  private void count(FastFlightException failure) {
    if (breaker.isEmpty()) {
      return;
    }
    CircuitBreaker counted = breaker.get();
    boolean probe = counted.getState() == CircuitBreaker.State.HALF_OPEN;
    counted.onError(0, TimeUnit.NANOSECONDS, failure);
    if (probe && counted.getState() == CircuitBreaker.State.HALF_OPEN) {
      counted.transitionToOpenState();
    }
  }

  /** Returns whether calls are refused now. */
  public boolean isOpen() {
    return breaker.isPresent() && breaker.get().getState() == CircuitBreaker.State.OPEN;
  }

  /** Returns the failure to tell a caller of whose call was refused. */
  public ServerUnavailableException refusal() {
    int failures =
        breaker.map(b -> b.getCircuitBreakerConfig().getMinimumNumberOfCalls()).orElse(0);
    return new ServerUnavailableException(
        "%s is left alone for a while: %s calls in a row failed there. Check the server, or set another breaker in ResilienceConfig."
            .formatted(location, failures));
  }
}
