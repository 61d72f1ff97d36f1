package io.fastflight.client;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads several endpoints of one result at a time: in their order if they have one, else as batches
 * come.
 *
 * <p>Bounded: no more parts are open than asked for, each holds at most three messages that nobody
 * has taken, and while all together hold more than {@link #MAX_AHEAD_BYTES} no further one is
 * opened. Only the first part waits for a lease; the others take what is free, so that parallel
 * readers cannot wait for each other.
 *
 * <p><b>Threads:</b> read by one thread at a time; {@link #close} may come from another and wakes a
 * blocked reader.
 */
final class ParallelReader implements BatchReader {
  private static final long MAX_AHEAD_BYTES = 64L << 20;

  private final ClientCore core;
  private final boolean ordered;
  private final int parallelism;
  private final Consumer<BatchReader> whenClosed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long events; // under the lock
  private volatile boolean closed;

  // the reading thread's
  private final Deque<ReadPlan> waiting;
  private final List<ReadPart> open = new ArrayList<>(); // under the lock when it changes
  private final ReadPart first;
  private ReadPart current;
  private boolean onBatch;
  private long rows;
  private @Nullable FastFlightException broken;

  /** Creates a reader of at least one endpoint. */
  ParallelReader(
      ClientCore core, Endpoints endpoints, int parallelism, Consumer<BatchReader> whenClosed) {
    this.core = core;
    this.ordered = endpoints.ordered();
    this.parallelism = parallelism;
    this.whenClosed = whenClosed;
    this.waiting = new ArrayDeque<>(endpoints.reads());
    this.first = new ReadPart(core.begin(waiting.removeFirst()), this::wake);
    this.current = first;
    open.add(first);
  }

  /** Opens the first part; completes when its schema is there. */
  CompletableFuture<StreamCall> begin() {
    CompletableFuture<StreamCall> opened = first.open();
    var unused = opened.whenComplete((call, failure) -> first.touch());
    return opened;
  }

  @Override
  public Schema schema() {
    return first.decoder().schema();
  }

  @Override
  public boolean next() {
    if (closed) {
      throw closedReader();
    }
    if (broken != null) {
      throw broken;
    }
    onBatch = false;
    try {
      onBatch = advance();
      return onBatch;
    } catch (FastFlightException failure) {
      broken = failure.afterRows(rows);
      endAll();
      throw failure;
    } finally {
      open.forEach(ReadPart::touch);
    }
  }

  private boolean advance() {
    while (true) {
      long seen = eventsSeen();
      openMore();
      if (open.isEmpty()) {
        return false;
      }
      boolean ended = false;
      for (ReadPart part : ordered ? List.of(open.get(0)) : List.copyOf(open)) {
        switch (part.step()) {
          case BATCH -> {
            return take(part);
          }
          case END -> {
            remove(part);
            ended = true;
          }
          case NOTHING -> {}
        }
      }
      if (!ended) {
        await(seen);
      }
    }
  }

  private boolean take(ReadPart part) {
    if (part != first && part.isOnFirstBatch()) {
      SameStream.requireSchema(schema(), part.decoder().schema(), part.location());
      SameStream.requireDictionaries(first.decoder(), part.decoder(), part.location());
    }
    current = part;
    rows += part.decoder().batch().getRowCount();
    return true;
  }

  private void openMore() {
    while (!waiting.isEmpty() && open.size() < parallelism) {
      boolean none = open.isEmpty();
      if (!none && heldBytes() > MAX_AHEAD_BYTES) {
        return;
      }
      ReadPart part = new ReadPart(core.begin(waiting.getFirst()), this::wake);
      if (none ? begin(part) : part.openIfFree()) {
        waiting.removeFirst();
        add(part);
      } else {
        part.close();
        return;
      }
    }
  }

  private static boolean begin(ReadPart part) {
    var unused = part.open();
    return true;
  }

  private long heldBytes() {
    return open.stream().mapToLong(ReadPart::heldBytes).sum();
  }

  private void add(ReadPart part) {
    lock.lock();
    try {
      open.add(part);
    } finally {
      lock.unlock();
    }
    if (closed) {
      part.close();
    }
  }

  private void remove(ReadPart part) {
    lock.lock();
    try {
      open.remove(part);
    } finally {
      lock.unlock();
    }
    if (part != first) { // its schema and dictionaries are the reader's
      part.close();
    }
  }

  private long eventsSeen() {
    lock.lock();
    try {
      return events;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      events++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(long seen) {
    open.forEach(ReadPart::awaited);
    lock.lock();
    try {
      while (events == seen && !closed) {
        changed.await();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCancelledException("Interrupted while waiting for a batch.", interrupted);
    } finally {
      lock.unlock();
    }
    if (closed) {
      throw closedReader();
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    if (!onBatch) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return current.decoder().batch();
  }

  @Override
  public DictionaryProvider dictionaries() {
    return first.decoder();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<ReadPart> parts;
    lock.lock();
    try {
      parts = List.copyOf(open);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    parts.forEach(ReadPart::close);
    first.close();
    whenClosed.accept(this);
  }

  /** Gives leases back; what was read stays until the reader is closed. */
  private void endAll() {
    open.forEach(ReadPart::end);
  }

  private static IllegalStateException closedReader() {
    return new IllegalStateException("This reader of a stream is closed.");
  }
}
