package io.fastflight.source.duckdb;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of one query.
 *
 * <p>Each batch is a set of buffers DuckDB allocated for it alone, wrapped without a copy and
 * counted by the request's allocator; DuckDB frees them when the last reference is gone, even after
 * the reader and the database are closed. So batches can be kept. DuckDB sends the dictionary of an
 * enum with each batch, always the same; the first is kept.
 *
 * <p><b>Threads:</b> used by one thread at a time; {@link #close} may come from another while
 * {@link #next} runs, and stops it.
 */
final class DuckDbReader implements BatchReader {
  private final Call call;
  private final BufferAllocator allocator;
  private final ArrowReader stream;
  private final VectorSchemaRoot root;
  private final DictionaryProvider.MapDictionaryProvider dictionaries =
      new DictionaryProvider.MapDictionaryProvider();

  /** Held while native code may run, so that nothing is freed under it. */
  private final ReentrantLock inUse = new ReentrantLock();

  private @Nullable FastFlightException failure;
  private boolean dictionariesFilled;
  private boolean onBatch;
  private boolean ended;
  private volatile boolean closed;

  private DuckDbReader(Call call, BufferAllocator allocator, ArrowReader stream)
      throws IOException {
    this.call = call;
    this.allocator = allocator;
    this.stream = stream;
    this.root = VectorSchemaRoot.create(stream.getVectorSchemaRoot().getSchema(), allocator);
    for (long id :
        stream.getDictionaryIds()) { // their types are known now, their values with the first batch
      Dictionary dictionary = stream.lookup(id);
      FieldVector empty = dictionary.getVector().getField().createVector(allocator);
      dictionaries.put(new Dictionary(empty, dictionary.getEncoding()));
    }
  }

  /** Executes what is asked in {@code query}, which is taken. */
  static DuckDbReader open(
      DuckDbDatabase database,
      RunningQuery query,
      RunningQuery.Asked asked,
      ServiceContext context) {
    Cancellation cancellation = context.cancellation();
    Cancellation.Registration registration =
        cancellation.onCancel(() -> database.interruptLater(query));
    Call call = new Call(database, query, cancellation, registration);
    try {
      ArrowReader stream = query.open(asked, context.batchRows(), context.allocator());
      cancellation.throwIfCancelled();
      return new DuckDbReader(call, context.allocator(), stream);
    } catch (SQLException | IOException | RuntimeException failed) {
      FastFlightException told = call.told("executing a query", failed);
      call.releaseAfter(told);
      throw told;
    } catch (Error fatal) {
      call.releaseAfter(fatal);
      throw fatal;
    }
  }

  @Override
  public Schema schema() {
    return root.getSchema();
  }

  @Override
  public boolean next() {
    inUse.lock();
    try {
      throwIfClosed(null);
      onBatch = false;
      if (failure != null) {
        throw failure;
      }
      return !ended && advance();
    } finally {
      inUse.unlock();
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    if (!onBatch || closed) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return root;
  }

  @Override
  public DictionaryProvider dictionaries() {
    return dictionaries;
  }

  @Override
  public void close() {
    closed = true;
    if (!inUse.tryLock()) {
      call.query.interrupt(); // next() runs on another thread: now it fails and lets go of the lock
      inUse.lock();
    }
    try {
      root.close();
      dictionaries.close();
      call.release();
    } finally {
      inUse.unlock();
    }
  }

  private boolean advance() {
    try {
      call.cancellation.throwIfCancelled();
      onBatch = call.query.loadNextBatch();
      if (!onBatch && call.query.interrupted()) {
        throw new IOException("The stream ended because it was interrupted.");
      }
      ended = !onBatch;
      if (onBatch) {
        adoptBatch();
      }
      return onBatch;
    } catch (IOException | RuntimeException failed) {
      onBatch = false;
      throwIfClosed(failed); // close() came from another thread, and is why this failed
      failure = call.told("reading rows", failed);
      throw failure;
    }
  }

  private void throwIfClosed(@Nullable Throwable cause) {
    if (closed) {
      throw new IllegalStateException("This reader of a DuckDB query is closed.", cause);
    }
  }

  private void adoptBatch() throws IOException {
    if (!dictionariesFilled) {
      dictionariesFilled = true;
      for (long id : stream.getDictionaryIds()) {
        Adoption.move(stream.lookup(id), dictionaries.lookup(id).getVector(), allocator);
      }
    }
    Adoption.move(stream.getVectorSchemaRoot(), root, allocator);
  }

  /** What one reader needs to end well, from before its query is executed. */
  private record Call(
      DuckDbDatabase database,
      RunningQuery query,
      Cancellation cancellation,
      Cancellation.Registration registration) {

    /** Returns the failure to tell the caller of: a query fails in odd ways once interrupted. */
    FastFlightException told(String doing, Exception failed) {
      if (cancellation.isCancelled()) {
        return cancellation.reason();
      }
      SourceFailures failures = database.failures();
      return query.interrupted()
          ? failures.closedMeanwhile()
          : failures.of(doing, query.fileFailure().map(Exception.class::cast).orElse(failed));
    }

    void release() {
      registration.close();
      try {
        database.release(query);
      } catch (IOException failed) {
        throw database.failures().of("closing a query", failed);
      }
    }

    void releaseAfter(Throwable earlier) {
      try {
        release();
      } catch (RuntimeException failed) {
        earlier.addSuppressed(failed);
      }
    }
  }
}
