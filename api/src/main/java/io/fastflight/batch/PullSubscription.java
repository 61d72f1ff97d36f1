package io.fastflight.batch;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber's reading of a {@link PullSource}. Every signal (open, request, cancel) adds to
 * {@code signals}; whoever raises it from zero schedules the one run that serves them all, so
 * signals never overlap and no lock is held while user code runs.
 *
 * @param <T> the items
 */
final class PullSubscription<T> implements Flow.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(PullSubscription.class);

  private final Flow.Subscriber<? super T> subscriber;
  private final PullSource<T> source;
  private final Executor executor;
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicLong signals = new AtomicLong(1); // begin()'s, until it has returned
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private volatile boolean badRequest;
  private @Nullable RejectedExecutionException rejection;

  // touched by begin(), then by the one run at a time
  private boolean openAtOnce;
  private boolean opened;
  private boolean ended;

  /** Takes the source. */
  PullSubscription(Flow.Subscriber<? super T> subscriber, PullSource<T> source, Executor executor) {
    this.subscriber = subscriber;
    this.source = source;
    this.executor = executor;
  }

  /**
   * Hands itself to the subscriber, and serves it from then on: no signal may come before {@code
   * onSubscribe} has returned (Reactive Streams, rule 1.3).
   *
   * @param openAtOnce whether to open the source now, rather than at the first request
   */
  void begin(boolean openAtOnce) {
    this.openAtOnce = openAtOnce;
    try {
      subscriber.onSubscribe(this);
    } catch (RuntimeException | Error unfit) {
      cancel();
      throw unfit;
    } finally {
      if (openAtOnce || signals.decrementAndGet() != 0) {
        schedule();
      }
    }
  }

  @Override
  public void request(long count) {
    if (count <= 0) {
      badRequest = true;
    } else {
      wanted.getAndUpdate(before -> before + count < 0 ? Long.MAX_VALUE : before + count);
    }
    signal();
  }

  @Override
  public void cancel() {
    if (cancelled.compareAndSet(false, true)) {
      source.cancel();
    }
    signal();
  }

  private void signal() {
    if (signals.getAndIncrement() == 0) {
      schedule();
    }
  }

  private void schedule() {
    try {
      executor.execute(this::serve);
    } catch (RejectedExecutionException shutDown) {
      rejection = shutDown;
      serve(); // here, so that the source is closed and the subscriber told
    }
  }

  private void serve() {
    long served = signals.get();
    while (served != 0) {
      serveOnce();
      served = signals.addAndGet(-served);
    }
  }

  private void serveOnce() {
    if (ended) {
      return;
    }
    if (cancelled.get()) {
      endQuietly();
      return;
    }
    try {
      throwIfUnservable();
      publishWanted();
    } catch (Throwable failure) {
      fail(failure);
    }
    if (cancelled.get()) {
      endQuietly();
    }
  }

  private void throwIfUnservable() {
    if (rejection != null) {
      throw rejection;
    }
    if (badRequest) {
      throw new IllegalArgumentException("request(n) must be called with n of 1 or more.");
    }
  }

  private void fail(Throwable failure) {
    try {
      end();
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
    }
    if (!cancelled.get()) {
      subscriber.onError(failure);
    }
  }

  /** After a cancel nobody listens any more. */
  private void endQuietly() {
    try {
      end();
    } catch (RuntimeException failure) {
      LOG.warn("A reader could not be closed after its subscriber had cancelled.", failure);
    }
  }

  private void publishWanted() {
    if (!opened && (openAtOnce || wanted.get() > 0)) {
      opened = true;
      source.open();
    }
    while (wanted.get() > 0 && !cancelled.get() && !ended) {
      Optional<T> item = source.next();
      if (item.isEmpty()) {
        end();
        subscriber.onComplete();
        return;
      }
      wanted.getAndUpdate(before -> before == Long.MAX_VALUE ? before : before - 1);
      subscriber.onNext(item.get());
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      source.close();
    }
  }
}
