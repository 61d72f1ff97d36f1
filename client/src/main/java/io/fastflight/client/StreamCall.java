package io.fastflight.client;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.Cancellation;
import io.fastflight.wire.WireFrame;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.flight.impl.Flight;
import org.jspecify.annotations.Nullable;

/**
 * One DoGet call: its frames, in a queue that gRPC fills only as far as was asked for, and its end.
 *
 * <p>The first frame, the schema, is decoded where it arrives, before anyone can read. The others
 * are decoded by whoever takes them.
 *
 * <p><b>Threads:</b> read by one thread at a time; {@link #fail} and {@link #close} may come from
 * another and wake a blocked reader. gRPC delivers on the connection's event loop.
 */
final class StreamCall extends ClientCall.Listener<WireFrame> {
  /** Messages requested ahead of the reader at most: one being decoded, the others on their way. */
  private static final int PREFETCH = 4;

  /** How many are asked for at a time: each request wakes the event loop. */
  private static final int REFILL = 2;

  private final CompletableFuture<StreamCall> opened = new CompletableFuture<>();
  private final CompletableFuture<StreamCall> begun = new CompletableFuture<>();
  private final StreamDecoder stream;
  private final Cancellation cancellation;
  private final Executor afterTurn;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<WireFrame> queue = new ArrayDeque<>();

  private final List<Runnable> afterEnd = new ArrayList<>(); // under the lock

  private final AtomicInteger taken = new AtomicInteger();
  private volatile Runnable reader = () -> {};
  private volatile @Nullable ClientCall<Flight.Ticket, WireFrame> call;

  private volatile boolean answered;

  // under the lock
  private @Nullable Status status;
  private Metadata trailers = new Metadata();
  private @Nullable FastFlightException failure;
  private boolean closed;
  private long idleSinceNanos = System.nanoTime();

  /**
   * Creates a call that has not begun.
   *
   * @param afterTurn runs a task when its connection's event loop has handed on all that it read
   */
  StreamCall(StreamDecoder stream, Cancellation cancellation, Executor afterTurn) {
    this.stream = stream;
    this.cancellation = cancellation;
    this.afterTurn = afterTurn;
  }

  /**
   * Starts the call. It asks for messages last: each of the three wakes the event loop, but a loop
   * that is awake with the first has no need of it.
   */
  void start(ClientCall<Flight.Ticket, WireFrame> newCall, Metadata headers, Flight.Ticket ticket) {
    this.call = newCall;
    newCall.start(this, headers);
    newCall.sendMessage(ticket);
    newCall.halfClose();
    newCall.request(PREFETCH);
  }

  /** Completes when the schema has arrived, or fails with why it never will. */
  CompletableFuture<StreamCall> opened() {
    return opened;
  }

  /**
   * Completes when the first batch has arrived, or the whole end; fails as {@link #opened} does.
   */
  CompletableFuture<StreamCall> begun() {
    return begun;
  }

  StreamDecoder stream() {
    return stream;
  }

  /** Has {@code reader} run after each event from now on, on the thread of the event. */
  void whenChanged(Runnable reader) {
    this.reader = reader;
  }

  /** Has {@code task} run once gRPC is done with the call, or now if it is. */
  void whenEnded(Runnable task) {
    lock.lock();
    try {
      if (status == null) {
        afterEnd.add(task);
        return;
      }
    } finally {
      lock.unlock();
    }
    task.run();
  }

  @Override
  public void onHeaders(Metadata headers) {
    stream.responseHeaders(headers);
  }

  @Override
  public void onMessage(WireFrame frame) {
    if (stream.decoder().isEmpty()) {
      receiveSchema(frame);
      return;
    }
    lock.lock();
    try {
      if (closed || failure != null) {
        frame.close();
        return;
      }
      queue.add(frame);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    begun.complete(this);
    reader.run();
  }

  /**
   * Its reader is woken when the event loop has handed on what came with the schema: a small answer
   * is then there with its end, and neither waits for the other again.
   */
  private void receiveSchema(WireFrame frame) {
    try {
      stream.decode(frame);
      request();
      noteIdle();
      afterTurn.execute(() -> opened.complete(this));
    } catch (FastFlightException | IllegalStateException unreadable) {
      fail(
          unreadable instanceof FastFlightException known
              ? known
              : new CallCancelledException("The reader was closed."));
    }
  }

  @Override
  public void onClose(Status end, Metadata endTrailers) {
    List<Runnable> due;
    answered = true;
    lock.lock();
    try {
      status = end;
      trailers = endTrailers;
      due = List.copyOf(afterEnd);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    due.forEach(Runnable::run);
    tellOpeners();
    reader.run();
  }

  /** Ends the call from this side; what it holds is dropped, and its reader is told. */
  void fail(FastFlightException why) {
    lock.lock();
    try {
      if (failure == null && status == null) {
        failure = why;
      }
      drop();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    cancel("The reader gave up.");
    tellOpeners();
    reader.run();
  }

  /** Ends the call without a word: nobody reads it any more. The decoder stays its owner's. */
  void close() {
    boolean running;
    lock.lock();
    try {
      running = status == null;
      closed = true;
      drop();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (running) { // a cancel would wake the event loop for nothing
      cancel("The reader was closed.");
    }
  }

  /** Wakes a blocked reader after its cancellation was raised. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    reader.run();
  }

  /**
   * Says that a message was taken, so that another may come. Best after its decoding: what has
   * ended meanwhile is asked for nothing, and the event loop is left alone.
   */
  void request() {
    ClientCall<Flight.Ticket, WireFrame> current = call;
    if (taken.incrementAndGet() % REFILL == 0 && current != null && !answered) {
      current.request(REFILL);
    }
  }

  /**
   * Waits for the next frame, owned by the caller.
   *
   * @return empty when the stream has ended and all frames were taken: {@link #verdict} says how
   * @throws IllegalStateException if the call was closed
   */
  Optional<WireFrame> take() {
    lock.lock();
    try {
      while (!closed && !isOver() && queue.isEmpty()) {
        changed.await();
      }
      if (closed) {
        throw new IllegalStateException("This reader of a stream is closed.");
      }
      return nextFrame();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      cancel("Interrupted.");
      throw new CallCancelledException("Interrupted while waiting for a batch.", interrupted)
          .afterRows(stream.rows());
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next frame, owned by the caller, or empty if there is none now. */
  Optional<WireFrame> poll() {
    lock.lock();
    try {
      return nextFrame();
    } finally {
      lock.unlock();
    }
  }

  private Optional<WireFrame> nextFrame() {
    Optional<WireFrame> frame =
        cancellation.isCancelled() ? Optional.empty() : Optional.ofNullable(queue.poll());
    if (queue.isEmpty()) {
      idleSinceNanos = System.nanoTime();
    }
    return frame;
  }

  /** Returns whether nothing more will arrive, and nothing that did is left. */
  boolean isDone() {
    lock.lock();
    try {
      return isOver() && (queue.isEmpty() || cancellation.isCancelled());
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver() {
    return status != null || failure != null || cancellation.isCancelled();
  }

  /** Returns why the stream is not a complete result, or empty if it is; asked when it is done. */
  Optional<FastFlightException> verdict() {
    Status end;
    Metadata last;
    @Nullable FastFlightException own;
    lock.lock();
    try {
      end = status == null ? Status.CANCELLED : status;
      last = trailers;
      own = failure;
    } finally {
      lock.unlock();
    }
    return own != null && !cancellation.isCancelled()
        ? Optional.of(own.afterRows(stream.rows()))
        : stream.verdict(end, last, cancellation);
  }

  /** Returns how many bytes have arrived that nobody has taken. */
  long heldBytes() {
    lock.lock();
    try {
      return queue.stream().mapToLong(WireFrame::bodyBytes).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Returns since when its reader has been waiting for the server, or empty if it does not. */
  Optional<Long> waitingSinceNanos() {
    lock.lock();
    try {
      return closed || isOver() || !queue.isEmpty()
          ? Optional.empty()
          : Optional.of(idleSinceNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the call has ended, in whatever way, or nobody reads it any more. */
  boolean hasEnded() {
    lock.lock();
    try {
      return closed || isOver();
    } finally {
      lock.unlock();
    }
  }

  private void noteIdle() {
    lock.lock();
    try {
      idleSinceNanos = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  private void tellOpeners() {
    if (begun.isDone()) { // both are; and a verdict is due only when all that arrived was decoded
      return;
    }
    Optional<FastFlightException> why = verdict();
    if (stream.decoder().isEmpty()) {
      FastFlightException failed = why.orElseGet(() -> new CallCancelledException("No schema."));
      opened.completeExceptionally(failed);
      begun.completeExceptionally(failed);
    } else if (why.isPresent()) {
      begun.completeExceptionally(why.get());
    } else {
      begun.complete(this);
    }
  }

  private void drop() {
    queue.forEach(WireFrame::close);
    queue.clear();
  }

  private void cancel(String why) {
    ClientCall<Flight.Ticket, WireFrame> current = call;
    if (current != null) {
      current.cancel(why, null);
    }
  }
}
