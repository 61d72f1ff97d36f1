package io.fastflight.client;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.batch.TableBuilder;
import io.fastflight.error.FastFlightException;
import io.fastflight.wire.BatchDecoder;
import io.fastflight.wire.WireFrame;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Collects a stream into a {@link Table} as it arrives, holding no thread; begins again, or goes
 * on, over another call where the session finds one.
 *
 * <p><b>Ownership:</b> owns its session and what it collected, until the table is handed over.
 *
 * <p><b>Threads:</b> every event of the call adds to {@code signals}; whoever raises it from zero
 * runs, on the connection's event loop, until all are served. So one thread at a time reads.
 */
final class TableCollector {
  private final CompletableFuture<Table> result = new CompletableFuture<>();
  private final StreamSession session;
  private final AtomicInteger signals = new AtomicInteger();
  private final Optional<ProgressTally.Part> progress;

  // the running thread's
  private TableBuilder batches;
  private volatile @Nullable StreamCall call;
  private volatile @Nullable Throwable failure;
  private boolean ended;

  /** Takes the session. */
  TableCollector(StreamSession session) {
    this.session = session;
    this.progress = session.read().progress().map(tally -> tally.new Part());
    this.batches = new TableBuilder(session.core().allocator());
  }

  void start() {
    var unused =
        result.whenComplete(
            (table, why) -> {
              if (result.isCancelled()) {
                failure = why;
                signal();
              }
            });
    expect(session.open());
  }

  /** Completes with the whole table, or with why there is none. */
  CompletableFuture<Table> result() {
    return result;
  }

  private void expect(CompletableFuture<StreamCall> next) {
    var unused =
        next.whenComplete(
            (opened, why) -> {
              if (why == null) {
                call = opened;
                opened.whenChanged(this::signal);
              } else {
                failure = why;
              }
              signal();
            });
  }

  private void signal() {
    if (signals.getAndIncrement() != 0) {
      return;
    }
    int served = 1;
    while (served != 0) {
      run();
      served = signals.addAndGet(-served);
    }
  }

  private void run() {
    if (ended) {
      return;
    }
    StreamCall current = call;
    try {
      if (failure == null && current != null) {
        read(current);
      }
    } catch (RuntimeException broken) {
      failure = broken;
    }
    Throwable why = failure;
    if (why != null) {
      finish();
      result.completeExceptionally(why);
    }
  }

  private void read(StreamCall current) {
    Optional<WireFrame> frame = current.poll();
    while (frame.isPresent()) {
      current.request();
      if (current.stream().decode(frame.get())) {
        BatchDecoder decoder = current.stream().current();
        batches.add(decoder.batch(), decoder);
        tell(current);
        decoder.batch().clear();
      }
      frame = current.poll();
    }
    if (current.isDone()) {
      end(current);
    }
  }

  private void tell(StreamCall current) {
    OptionalLong expected =
        session.read().parallelism() == 1 ? current.stream().expectedRows() : OptionalLong.empty();
    progress.ifPresent(part -> part.add(current.stream().current().batch(), expected));
  }

  private void end(StreamCall current) {
    Optional<FastFlightException> verdict = current.verdict();
    if (verdict.isPresent()) {
      recover(current, verdict.get());
      return;
    }
    Table table = selected(batches.build(current.stream().current().schema()), current);
    finish();
    if (!result.complete(table)) {
      table.close(); // the caller cancelled the future: nobody else will close it
    }
  }

  /** Returns what of a table was asked for, where its server did not know how to select. */
  private Table selected(Table whole, StreamCall current) {
    ReadPlan read = session.read();
    if (current.stream().isChecked() || read.request().selection().isAll()) {
      return whole;
    }
    try (BatchReader selected = read.selected(whole.intoReader(), false)) {
      return Table.read(selected, session.core().allocator());
    }
  }

  private void recover(StreamCall broken, FastFlightException verdict) {
    call = null;
    long rows = broken.stream().rows();
    if (broken.stream().hasBegun() && broken.stream().snapshot().isEmpty()) {
      batches.close(); // nobody has seen them
      progress.ifPresent(ProgressTally.Part::reset);
      batches = new TableBuilder(session.core().allocator());
    }
    expect(session.recover(session.read().told(verdict, rows), broken));
  }

  private void finish() {
    ended = true;
    try (session) {
      batches.close();
    }
  }
}
