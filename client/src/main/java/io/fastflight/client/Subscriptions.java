package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.PullPublisher;
import io.fastflight.batch.PullPublisher.Pull;
import io.fastflight.batch.PullSource;
import io.fastflight.error.ErrorCode;
import io.fastflight.service.Cancellation;
import io.fastflight.service.StreamRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;

/**
 * Makes what a subscriber of a request gets: a call of its own that its cancel ends, and a thread
 * that waits for it.
 */
final class Subscriptions {
  private Subscriptions() {}

  /** Work that may fail, on a request of its own. */
  interface Work<T> {
    T on(StreamRequest request) throws Exception;
  }

  /**
   * Returns a publisher whose subscribers each have a source of their own.
   *
   * @param source makes it, from the request and what wakes it when it blocks
   */
  static <T> Flow.Publisher<T> publisher(
      StreamRequest request, BiFunction<StreamRequest, Runnable, PullSource<T>> source) {
    requireNonNull(request, "request");
    return new PullPublisher<>(
        () -> {
          Cancellation own = new Cancellation();
          Cancellation.Registration linked = link(own, request.cancellation());
          ReadThread thread = new ReadThread();
          PullSource<T> reading = source.apply(request.withCancellation(own), own::cancel);
          return new Pull<>(new Owning<>(reading, linked, thread), thread);
        });
  }

  /** Runs blocking work on a thread of its own; cancelling the future cancels the request. */
  static <T> CompletableFuture<T> run(StreamRequest request, Work<T> work) {
    Cancellation own = new Cancellation();
    Cancellation.Registration linked = link(own, request.cancellation());
    CompletableFuture<T> result = new CompletableFuture<>();
    ReadThread thread = new ReadThread();
    thread.execute(
        () -> {
          try (thread;
              linked) {
            result.complete(work.on(request.withCancellation(own)));
          } catch (Throwable failure) {
            result.completeExceptionally(failure);
          }
        });
    var unused =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled()) {
                own.cancel();
              }
            });
    return result;
  }

  private static Cancellation.Registration link(Cancellation own, Cancellation callers) {
    return callers.onCancel(() -> end(own, callers));
  }

  /** Ends the call for the reason that the caller's own cancellation has. */
  private static void end(Cancellation own, Cancellation callers) {
    if (callers.reason().code() == ErrorCode.DEADLINE_EXCEEDED) {
      own.expire();
    } else {
      own.cancel();
    }
  }

  /** A source with what else ends at its end. */
  private record Owning<T>(
      PullSource<T> source, Cancellation.Registration linked, ReadThread thread)
      implements PullSource<T> {
    @Override
    public void open() {
      source.open();
    }

    @Override
    public Optional<T> next() {
      return source.next();
    }

    @Override
    public void cancel() {
      source.cancel();
    }

    @Override
    public void close() {
      try (thread;
          linked) {
        source.close();
      }
    }
  }
}
