package io.fastflight.client.pool;

import static java.util.Objects.requireNonNull;

import io.fastflight.client.pool.Lease.Taker;
import io.fastflight.error.ResourceExhaustedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases a bounded number of streams, first come first served, and holds no thread of those who
 * wait.
 *
 * <p>A lease that nobody has read from for a while is reported once in the log, with the thread
 * that took it and where.
 *
 * <p><b>Threads:</b> any. A waiter's future is completed on the thread that gave the lease back;
 * one thread at a time hands leases on, so a waiter that gives its lease back at once does not
 * deepen the stack.
 */
public final class StreamPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamPool.class);

  private final PoolConfig config;
  private final ScheduledExecutorService timer;
  private final Future<?> leakWatch;
  private final AtomicInteger handOvers = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();

  // under the lock
  private final Set<Lease> leases = new LinkedHashSet<>();
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private boolean closed;

  /**
   * Creates a pool.
   *
   * @param timer ends waits and watches leases; borrowed, outlives the pool
   */
  public StreamPool(PoolConfig config, ScheduledExecutorService timer) {
    this.config = requireNonNull(config, "config");
    this.timer = requireNonNull(timer, "timer");
    long period = Math.max(1, config.reportUnusedAfter().toMillis() / 2);
    this.leakWatch =
        timer.scheduleWithFixedDelay(this::reportUnused, period, period, TimeUnit.MILLISECONDS);
  }

  /** Someone in the queue. */
  private final class Waiter {
    private final CompletableFuture<Lease> answer = new CompletableFuture<>();
    private final Taker taker;

    Waiter(Taker taker) {
      this.taker = taker;
    }

    void expireAfter(Duration patience) {
      Future<?> expiry =
          timer.schedule(() -> expire(this, patience), patience.toNanos(), TimeUnit.NANOSECONDS);
      var unused =
          answer.whenComplete(
              (lease, failure) -> {
                expiry.cancel(false);
                if (failure != null) {
                  leave(this);
                }
              });
    }
  }

  /**
   * Asks for a lease.
   *
   * @param patience how long to wait for one
   * @return completes with the lease, owned by the caller; fails with {@link
   *     ResourceExhaustedException} when the patience ends, or with {@link IllegalStateException}
   *     when the pool is closed. Cancelling it leaves the queue.
   */
  public CompletableFuture<Lease> acquire(Duration patience) {
    Taker taker = config.taker();
    Waiter waiter;
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(closedPool());
      }
      if (waiters.isEmpty() && leases.size() < config.maxStreams()) {
        return CompletableFuture.completedFuture(lease(taker));
      }
      waiter = new Waiter(taker);
      waiters.add(waiter);
    } finally {
      lock.unlock();
    }
    waiter.expireAfter(patience);
    handOver(); // a lease may have come back between the look and the queue
    return waiter.answer;
  }

  /** Takes a lease if one is free and nobody waits for it. */
  public Optional<Lease> tryAcquire() {
    lock.lock();
    try {
      boolean free = !closed && waiters.isEmpty() && leases.size() < config.maxStreams();
      return free ? Optional.of(lease(config.taker())) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how the pool stands. */
  public PoolStatistics statistics() {
    lock.lock();
    try {
      return new PoolStatistics(config.maxStreams(), leases.size(), waiters.size(), oldest());
    } finally {
      lock.unlock();
    }
  }

  /** Refuses those who wait and those who come; reports the leases that are still held. */
  @Override
  public void close() {
    List<Waiter> refused;
    List<Lease> held;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      refused = new ArrayList<>(waiters);
      held = new ArrayList<>(leases);
      waiters.clear();
    } finally {
      lock.unlock();
    }
    leakWatch.cancel(false);
    refused.forEach(waiter -> waiter.answer.completeExceptionally(closedPool()));
    held.forEach(lease -> report(lease, "is still open when its client is closed"));
  }

  long nanoTime() {
    return config.clock().getAsLong();
  }

  void release(Lease lease) {
    lock.lock();
    try {
      leases.remove(lease);
    } finally {
      lock.unlock();
    }
    handOver();
  }

  /** Serves the queue; calls that come meanwhile are served by the one that is at it. */
  private void handOver() {
    if (handOvers.getAndIncrement() != 0) {
      return;
    }
    int served = 1;
    while (served != 0) {
      serve();
      served = handOvers.addAndGet(-served);
    }
  }

  private void serve() {
    while (true) {
      Waiter first;
      Lease lease;
      lock.lock();
      try {
        if (closed || waiters.isEmpty() || leases.size() >= config.maxStreams()) {
          return;
        }
        first = waiters.iterator().next();
        waiters.remove(first);
        lease = lease(first.taker);
      } finally {
        lock.unlock();
      }
      if (!first.answer.complete(lease)) {
        lease.close();
      }
    }
  }

  private Lease lease(Taker taker) {
    Lease lease = new Lease(this, taker, nanoTime());
    leases.add(lease);
    return lease;
  }

  private void leave(Waiter waiter) {
    lock.lock();
    try {
      waiters.remove(waiter);
    } finally {
      lock.unlock();
    }
  }

  private void expire(Waiter waiter, Duration patience) {
    ResourceExhaustedException refusal = noneFree(patience);
    leave(waiter); // before anyone is told: who looks then finds nobody waiting
    waiter.answer.completeExceptionally(refusal);
  }

  private ResourceExhaustedException noneFree(Duration patience) {
    lock.lock();
    try {
      String oldest =
          leases.isEmpty()
              ? ""
              : ", oldest for %s by thread '%s'"
                  .formatted(seconds(oldest()), leases.iterator().next().taker().thread());
      return new ResourceExhaustedException(
          "No free stream to %s within %s: %s of %s leased%s. Close that reader, or raise ClientConfig.maxStreams."
              .formatted(
                  config.name(), seconds(patience), leases.size(), config.maxStreams(), oldest));
    } finally {
      lock.unlock();
    }
  }

  private Duration oldest() {
    return leases.isEmpty()
        ? Duration.ZERO
        : Duration.ofNanos(nanoTime() - leases.iterator().next().takenNanos());
  }

  private void reportUnused() {
    long now = nanoTime();
    long unused = config.reportUnusedAfter().toNanos();
    List<Lease> found;
    lock.lock();
    try {
      found = leases.stream().filter(lease -> lease.isToReport(now, unused)).toList();
    } finally {
      lock.unlock();
    }
    found.forEach(
        lease -> report(lease, "was not read from for " + seconds(config.reportUnusedAfter())));
  }

  private void report(Lease lease, String what) {
    LOG.warn(
        "A stream to {} that thread '{}' opened {}. Close its reader. It was opened here:",
        config.name(),
        lease.taker().thread(),
        what,
        lease.taker().origin());
  }

  private IllegalStateException closedPool() {
    return new IllegalStateException("This client of " + config.name() + " is closed.");
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() < 10_000 && duration.toMillis() % 1_000 != 0
        ? duration.toMillis() + " ms"
        : duration.toSeconds() + " s";
  }
}
