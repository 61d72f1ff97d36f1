package io.fastflight.client;

import io.fastflight.client.retry.LocationBreaker.Permit;
import io.fastflight.error.FastFlightException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Calls of which the first to answer is kept: one, or two where the first was slow.
 *
 * <p><b>Threads:</b> any.
 */
final class Race {
  private final Consumer<StreamCall> won;
  private final Consumer<Throwable> lost;
  private final List<Attempt> running = new ArrayList<>(); // under the lock of this
  private boolean decided;

  /** One call, and what it owes the breaker of its location. */
  record Attempt(StreamCall call, Permit permit, CompletableFuture<StreamCall> answer) {
    void abandon() {
      permit.returned();
      call.close();
    }
  }

  /**
   * Creates a race.
   *
   * @param won takes the first call that answers
   * @param lost takes the last failure when no call is left
   */
  Race(Consumer<StreamCall> won, Consumer<Throwable> lost) {
    this.won = won;
    this.lost = lost;
  }

  void add(Attempt attempt) {
    synchronized (this) {
      if (decided) {
        attempt.abandon();
        return;
      }
      running.add(attempt);
    }
    var unused =
        attempt
            .answer()
            .whenComplete(
                (call, failure) -> {
                  if (failure == null) {
                    answered(attempt);
                  } else {
                    failed(attempt, failure);
                  }
                });
  }

  /** Returns whether nobody has answered yet, and somebody may. */
  synchronized boolean isOpen() {
    return !decided && !running.isEmpty();
  }

  private void answered(Attempt first) {
    List<Attempt> others;
    synchronized (this) {
      if (decided) {
        return; // it was abandoned by the one that was faster
      }
      decided = true;
      running.remove(first);
      others = List.copyOf(running);
    }
    first.permit().succeeded();
    others.forEach(Attempt::abandon);
    won.accept(first.call());
  }

  private void failed(Attempt attempt, Throwable failure) {
    if (failure instanceof FastFlightException known) {
      attempt.permit().failed(known);
    } else {
      attempt.permit().returned();
    }
    synchronized (this) {
      running.remove(attempt);
      if (decided || !running.isEmpty()) {
        return;
      }
      decided = true;
    }
    lost.accept(failure);
  }
}
