package io.fastflight.client;

import io.fastflight.client.pool.Lease;
import io.fastflight.client.retry.RetryPlan;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.ParamsCodec;
import io.fastflight.params.SealedResume;
import io.fastflight.service.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One read, over as many calls as it takes: holds its lease, opens its first call, and goes on with
 * another where a call breaks and the rules allow it.
 *
 * <p>The rules: a read that has handed nothing out begins again; one whose service declared itself
 * resumable goes on at the next row; one that only collects begins again, for nobody has seen a
 * row; every other ends with the failure.
 *
 * <p><b>Ownership:</b> owns lease, calls and decoders until {@link #close}.
 *
 * <p><b>Threads:</b> {@link #open} and {@link #recover} one after the other, by the reader; {@link
 * #end} and {@link #close} from any thread.
 */
final class StreamSession implements AutoCloseable {
  private final ClientCore core;
  private final ReadPlan read;
  private final RetryPlan.Maker retries;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<StreamDecoder> decoders = new ArrayList<>(); // under the lock

  // the reader's
  private RetryPlan plan;
  private long rowsAtFailure;
  private final List<FastFlightException> failures = new ArrayList<>();

  // under the lock
  private @Nullable Lease lease;
  private List<StreamCall> calls = List.of(); // those that have not ended, as far as is known
  private @Nullable CompletableFuture<StreamCall> pending;
  private Cancellation.@Nullable Registration registration;
  private boolean ended;

  /** Where a call begins: the ticket, and the decoder whose rows it goes on behind. */
  @SuppressWarnings("ArrayRecordComponent") // nobody writes to it, and nobody compares two
  record Start(byte[] ticket, Optional<StreamDecoder> after) {
    StreamDecoder decoder(String location, ClientCore core) {
      return after.isPresent()
          ? StreamDecoder.after(after.get(), location, core.allocator())
          : StreamDecoder.ofWhole(location, core.allocator());
    }
  }

  StreamSession(ClientCore core, ReadPlan read) {
    this.core = core;
    this.read = read;
    this.retries = core.resilience(read).retries();
    this.plan = retries.begin();
  }

  ReadPlan read() {
    return read;
  }

  ClientCore core() {
    return core;
  }

  RetryPlan plan() {
    return plan;
  }

  /**
   * Waits for a lease and opens the first call.
   *
   * @return completes with a call that has its schema; cancelling it ends the read
   */
  CompletableFuture<StreamCall> open() {
    return open(() -> core.pool().acquire(read.patience(core.config())));
  }

  /** Opens the first call if a lease is free; empty if none is. */
  Optional<CompletableFuture<StreamCall>> openIfFree() {
    return core.pool()
        .tryAcquire()
        .map(free -> open(() -> CompletableFuture.completedFuture(free)));
  }

  private CompletableFuture<StreamCall> open(Supplier<CompletableFuture<Lease>> leases) {
    CompletableFuture<StreamCall> opened = expect(new CompletableFuture<>());
    Cancellation cancellation = read.request().cancellation();
    Cancellation.Registration registered = cancellation.onCancel(() -> cancelled(cancellation));
    if (!keep(registered)) {
      registered.close();
    }
    CompletableFuture<Lease> leased = leases.get();
    cancelWith(opened, leased);
    var unused =
        leased.whenComplete(
            (granted, refusal) -> {
              if (granted != null && keep(granted)) {
                new Opening(this, fresh(), 0, opened).tryNext();
              } else if (granted != null) {
                granted.close();
              } else {
                fail(opened, refused(refusal));
              }
            });
    return opened;
  }

  private static void cancelWith(CompletableFuture<?> opened, CompletableFuture<?> leased) {
    var unused = opened.whenComplete((call, failure) -> leased.cancel(false));
  }

  /**
   * Goes on after a call has broken.
   *
   * @return completes with a call that has its schema, at row 0 or behind the rows that were
   *     decoded; fails with {@code failure}, or a later one
   */
  CompletableFuture<StreamCall> recover(FastFlightException failure, StreamCall broken) {
    CompletableFuture<StreamCall> opened = expect(new CompletableFuture<>());
    StreamDecoder decoder = broken.stream();
    core.resilience(read).breaker(decoder.location()).broke(failure);
    Optional<Start> start = startAfter(decoder);
    if (start.isEmpty() || !isCurable(failure)) {
      fail(opened, failure);
      return opened;
    }
    if (decoder.rows() > rowsAtFailure) {
      rowsAtFailure = decoder.rows();
      plan = retries.begin();
    }
    int next = read.indexAfter(decoder.location());
    new Opening(this, start.get(), next, opened).afterBreak(failure);
    return opened;
  }

  /** Notes that the reader waits for the server. */
  void awaited() {
    Lease held = lease;
    if (held != null) {
      held.awaited();
    }
  }

  /** Notes that the reader has what it waited for: to read on is up to whoever has the reader. */
  void touch() {
    Lease held = lease;
    if (held != null) {
      held.touch();
    }
  }

  boolean isCurable(FastFlightException failure) {
    return RetryPlan.isCurable(failure)
        && !core.isClosed()
        && !read.request().cancellation().isCancelled()
        && !read.isExpired();
  }

  private Start fresh() {
    return new Start(read.request().ticket(), Optional.empty());
  }

  private Optional<Start> startAfter(StreamDecoder broken) {
    if (!broken.hasBegun()) {
      return Optional.of(fresh());
    }
    Optional<String> snapshot = broken.snapshot();
    byte[] asked = read.request().ticket();
    boolean sealed =
        asked.length > 0 && asked[0] < 0; // no JSON begins so: only its server reads it
    if (snapshot.isPresent() && (!sealed || SealedResume.fits(asked))) {
      byte[] ticket =
          sealed
              ? SealedResume.of(asked, snapshot.get(), broken.rows())
              : ParamsCodec.resumed(asked, snapshot.get(), broken.rows());
      return Optional.of(new Start(ticket, Optional.of(broken)));
    }
    return read.collects() ? Optional.of(fresh()) : Optional.empty();
  }

  /** Takes a call over, to be ended with the read; returns false if the read has ended. */
  boolean keep(StreamCall call) {
    lock.lock();
    try {
      if (!ended) {
        List<StreamCall> running = new ArrayList<>(calls);
        running.removeIf(StreamCall::hasEnded);
        running.add(call);
        calls = running;
        decoders.add(call.stream());
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  private boolean keep(Lease granted) {
    granted.awaited(); // nobody has the reader yet; of a table nobody ever has
    lock.lock();
    try {
      if (!ended) {
        lease = granted;
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  private boolean keep(Cancellation.Registration registered) {
    lock.lock();
    try {
      if (!ended) {
        registration = registered;
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  private CompletableFuture<StreamCall> expect(CompletableFuture<StreamCall> opened) {
    lock.lock();
    try {
      pending = opened;
      if (ended) {
        opened.completeExceptionally(closedReader());
      }
    } finally {
      lock.unlock();
    }
    var unused =
        opened.whenComplete(
            (call, failure) -> {
              if (failure != null) {
                end();
              }
            });
    return opened;
  }

  /**
   * Ends the read, then completes {@code opened} with the last failure and those before it
   * suppressed: whoever learns of the failure finds the lease given back.
   */
  void fail(CompletableFuture<StreamCall> opened, Throwable failure) {
    if (failure instanceof FastFlightException last) {
      failures.stream().filter(f -> f != last).forEach(last::addSuppressed);
    }
    endUnder(opened);
    opened.completeExceptionally(failure);
  }

  /** Ends the read, but leaves it to the caller to complete what is waited for. */
  private void endUnder(CompletableFuture<StreamCall> waiting) {
    lock.lock();
    try {
      if (pending == waiting) {
        pending = null;
      }
    } finally {
      lock.unlock();
    }
    end();
  }

  /** Remembers a failure that was met with another try. */
  void note(FastFlightException failure) {
    failures.add(failure);
  }

  private Throwable refused(Throwable refusal) {
    return read.isExpired() ? read.expired(0) : refusal;
  }

  private void cancelled(Cancellation cancellation) {
    List<StreamCall> running;
    CompletableFuture<StreamCall> waiting;
    lock.lock();
    try {
      running = calls;
      waiting = pending;
    } finally {
      lock.unlock();
    }
    running.forEach(call -> call.fail(cancellation.reason()));
    if (waiting != null && !waiting.isDone()) {
      endUnder(waiting);
      waiting.completeExceptionally(cancellation.reason());
    }
  }

  /** Fails a read that has no call at the moment: its client is being closed. */
  void interruptPause() {
    CompletableFuture<StreamCall> waiting;
    lock.lock();
    try {
      waiting = calls.stream().allMatch(StreamCall::hasEnded) ? pending : null;
    } finally {
      lock.unlock();
    }
    if (waiting != null && !waiting.isDone()) {
      endUnder(waiting);
      waiting.completeExceptionally(core.closedFailure());
    }
  }

  /** Ends the read: the call is cancelled if it runs, the lease goes back. What was read stays. */
  void end() {
    Lease held;
    List<StreamCall> running;
    CompletableFuture<StreamCall> waiting;
    Cancellation.Registration registered;
    lock.lock();
    try {
      ended = true;
      held = lease;
      running = calls;
      waiting = pending;
      registered = registration;
      registration = null;
      lease = null;
    } finally {
      lock.unlock();
    }
    if (registered != null) {
      registered.close();
    }
    running.forEach(StreamCall::close);
    if (held != null) {
      held.close();
    }
    core.forget(this);
    if (waiting != null && !waiting.isDone()) {
      waiting.completeExceptionally(closedReader());
    }
  }

  /** Ends the read and releases all that it decoded. */
  @Override
  public void close() {
    end();
    List<StreamDecoder> released;
    lock.lock();
    try {
      released = List.copyOf(decoders);
      decoders.clear();
    } finally {
      lock.unlock();
    }
    released.forEach(StreamDecoder::close);
  }

  private static IllegalStateException closedReader() {
    return new IllegalStateException("This reader of a stream is closed.");
  }
}
