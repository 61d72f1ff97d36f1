package io.fastflight.client;

import io.fastflight.error.ServerUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fails a call whose server sends nothing for too long while its reader waits. A reader that takes
 * its time is no reason.
 *
 * <p><b>Threads:</b> runs on the timer's.
 */
final class GapWatch {
  private final StreamCall call;
  private final Duration gap;
  private final ScheduledExecutorService timer;
  private final Runnable whenSilent;
  private volatile @Nullable Future<?> next;

  private GapWatch(
      StreamCall call, Duration gap, ScheduledExecutorService timer, Runnable whenSilent) {
    this.call = call;
    this.gap = gap;
    this.timer = timer;
    this.whenSilent = whenSilent;
  }

  /** Watches a call from now on; {@code whenSilent} runs before it is failed. */
  static void begin(
      StreamCall call, Duration gap, ScheduledExecutorService timer, Runnable whenSilent) {
    GapWatch watch = new GapWatch(call, gap, timer, whenSilent);
    watch.lookIn(gap.toNanos());
    call.whenEnded(watch::stop);
  }

  private void look() {
    if (call.hasEnded()) {
      return;
    }
    Optional<Long> since = call.waitingSinceNanos();
    long left =
        since.map(start -> gap.toNanos() - (System.nanoTime() - start)).orElse(gap.toNanos());
    if (left > 0) {
      lookIn(left);
      return;
    }
    whenSilent.run();
    call.fail(
        new ServerUnavailableException(
            "%s sent nothing for %s, after %s rows. It may be stopped, or cut off; or give FetchOptions.maxGap more time."
                .formatted(call.stream().location(), gap, call.stream().rows())));
  }

  private void lookIn(long nanos) {
    next = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  private void stop() {
    Future<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
