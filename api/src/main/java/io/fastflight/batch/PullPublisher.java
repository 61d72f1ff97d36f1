package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * Publishes what {@link PullSource}s give, each item taken only when it is wanted.
 *
 * <p>Each subscriber has a source of its own, opened at its subscription: so that a failure to open
 * is told to a subscriber that has asked for nothing yet. No thread is held while nothing is
 * wanted.
 *
 * <p><b>Ownership:</b> items are the subscriber's. A source is closed at the end, at a failure and
 * at cancel.
 *
 * <p><b>Threads:</b> signals of one subscription come one at a time, from threads of its executor.
 *
 * @param <T> the items
 */
public final class PullPublisher<T> implements Flow.Publisher<T> {
  private final Supplier<? extends Pull<T>> pulls;

  /**
   * What one subscriber gets.
   *
   * @param source closed with the subscription
   * @param executor runs what blocks; used until the source is closed
   */
  public record Pull<T>(PullSource<T> source, Executor executor) {}

  /** Creates a publisher that asks {@code pulls} for a source at each subscription. */
  public PullPublisher(Supplier<? extends Pull<T>> pulls) {
    this.pulls = requireNonNull(pulls, "pulls");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    requireNonNull(subscriber, "subscriber");
    Pull<T> pull = pulls.get();
    new PullSubscription<>(subscriber, pull.source(), pull.executor()).begin(true);
  }
}
