package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DeadlineExceededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final Cancellation cancellation = new Cancellation();
  private final List<String> ran = new ArrayList<>();

  @Test
  void nothingIsCancelledAtFirst() {
    assertThat(cancellation.isCancelled()).isFalse();
    assertThatCode(cancellation::throwIfCancelled).doesNotThrowAnyException();
    assertThatThrownBy(cancellation::reason)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The call is not cancelled.");
  }

  @Test
  void cancelSaysThatTheCallerLeft() {
    cancellation.cancel();
    assertThat(cancellation.isCancelled()).isTrue();
    assertThatThrownBy(cancellation::throwIfCancelled)
        .isInstanceOf(CallCancelledException.class)
        .hasMessage("The caller cancelled the call, or left.");
  }

  @Test
  void expirySaysThatTheDeadlinePassed() {
    cancellation.expire();
    assertThatThrownBy(cancellation::throwIfCancelled)
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("The deadline of the call passed before its end.");
  }

  @Test
  void firstReasonStays() {
    cancellation.cancel();
    cancellation.expire();
    assertThat(cancellation.reason()).isInstanceOf(CallCancelledException.class);
  }

  @Test
  void callbacksRunOnceInTheirOrder() {
    cancellation.onCancel(() -> ran.add("first"));
    cancellation.onCancel(() -> ran.add("second"));
    cancellation.cancel();
    cancellation.cancel();
    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void callbackTakenBackDoesNotRun() {
    Cancellation.Registration registration = cancellation.onCancel(() -> ran.add("taken back"));
    cancellation.onCancel(() -> ran.add("kept"));
    registration.close();
    registration.close();
    cancellation.cancel();
    assertThat(ran).containsExactly("kept");
  }

  @Test
  void callbackAfterTheCancelRunsAtOnce() {
    cancellation.cancel();
    cancellation.onCancel(() -> ran.add("late")).close();
    assertThat(ran).containsExactly("late");
  }

  @Test
  void callbackThatThrowsDoesNotKeepTheOthersFromRunning() {
    cancellation.onCancel(
        () -> {
          throw new IllegalStateException("a broken callback, logged in this test");
        });
    cancellation.onCancel(() -> ran.add("second"));
    cancellation.cancel();
    assertThat(ran).containsExactly("second");
  }

  @Test
  void callbackMayAskAndRegister() {
    cancellation.onCancel(
        () -> {
          assertThat(cancellation.isCancelled()).isTrue();
          cancellation.onCancel(() -> ran.add("inner"));
        });
    cancellation.cancel();
    assertThat(ran).containsExactly("inner");
  }

  @Test
  void sleepEndsByItself() {
    assertThatCode(() -> cancellation.sleep(Duration.ofNanos(1))).doesNotThrowAnyException();
    assertThatCode(() -> cancellation.sleep(Duration.ZERO)).doesNotThrowAnyException();
  }

  @Test
  void sleepIsEndedByACancel() throws InterruptedException {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Void> sleep =
        CompletableFuture.runAsync(
            () -> {
              thread.complete(Thread.currentThread());
              cancellation.sleep(Duration.ofDays(365_000));
            },
            threads);
    await().until(() -> thread.join().getState() == Thread.State.TIMED_WAITING);
    cancellation.cancel();
    assertThatThrownBy(sleep::join).hasCauseInstanceOf(CallCancelledException.class);
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void sleepAfterACancelDoesNotBegin() {
    cancellation.expire();
    assertThatThrownBy(() -> cancellation.sleep(Duration.ofHours(1)))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void interruptedSleepKeepsTheFlagAndThrows() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> cancellation.sleep(Duration.ofSeconds(5)))
        .isInstanceOf(CallCancelledException.class)
        .hasMessage("Interrupted in a wait of 5000 ms.");
    assertThat(Thread.interrupted()).isTrue();
  }
}
