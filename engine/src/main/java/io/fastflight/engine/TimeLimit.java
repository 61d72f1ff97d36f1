package io.fastflight.engine;

import io.fastflight.service.Cancellation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a request when its service's time for it is over: a cancellation of its own, which the
 * caller's cancels too.
 *
 * <p>The timer is the JDK's one thread for delayed futures; an ended request takes its task back.
 */
final class TimeLimit implements AutoCloseable {
  private final Cancellation cancellation;
  private final Cancellation.Registration registration;
  private final CompletableFuture<Void> timer = new CompletableFuture<>();
  private volatile boolean over;

  private TimeLimit(Cancellation cancellation, Cancellation.Registration registration) {
    this.cancellation = cancellation;
    this.registration = registration;
  }

  /** Starts the clock, if there is a limit; without one the caller's cancellation does. */
  static TimeLimit start(Optional<Duration> limit, Cancellation callers) {
    if (limit.isEmpty()) {
      return new TimeLimit(callers, () -> {});
    }
    Cancellation own = new Cancellation();
    TimeLimit time = new TimeLimit(own, callers.onCancel(own::cancel));
    time.run(limit.get());
    return time;
  }

  private void run(Duration limit) {
    CompletableFuture<Void> unusedNext =
        timer
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (ended, late) -> {
                  if (late != null) {
                    over = true;
                    cancellation.expire();
                  }
                });
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** Returns whether the time was over before the request was. */
  boolean isOver() {
    return over;
  }

  @Override
  public void close() {
    timer.complete(null);
    registration.close();
  }
}
