package io.fastflight.batch;

import io.fastflight.error.FastFlightException;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads a stream of record batches, one at a time: what a service returns and what a client gets.
 *
 * <p><b>Shape:</b> 0..n batches, all of {@link #schema}. No batch at all is a complete, empty
 * result.
 *
 * <p><b>Ownership:</b> the reader owns its batches. The root from {@link #batch} is borrowed: valid
 * until the next call of {@link #next} or {@link #close}. Keeping a batch means {@link Table#read}
 * or a transfer. A reader never writes into buffers of a batch it has handed out, since they may
 * still be on their way to a socket; it lets go of them and allocates anew.
 *
 * <p><b>Threads:</b> used by one thread at a time, not always the same one. {@link #close} alone
 * may come from another thread while {@link #next} blocks only where the implementation says so.
 */
public interface BatchReader extends AutoCloseable {

  /**
   * Returns the schema all batches have, in memory format: a dictionary-encoded field has the type
   * of its index.
   *
   * <p>May block until the source has said it.
   *
   * @throws FastFlightException if the source fails first
   */
  Schema schema();

  /**
   * Moves to the next batch and returns true, or returns false at the complete end of the stream.
   *
   * <p>May block. Called again after false, it returns false.
   *
   * @throws FastFlightException if the stream fails; what was read before it is not the whole
   * @throws IllegalStateException if the reader is closed
   */
  boolean next();

  /**
   * Returns the batch {@link #next} moved to, borrowed.
   *
   * @throws IllegalStateException if there is none
   */
  VectorSchemaRoot batch();

  /**
   * Returns the dictionaries of dictionary-encoded fields, borrowed until {@link #close}.
   *
   * <p>Their types are known with {@link #schema}, their values once {@link #next} has returned
   * true for the first time, and both stay unchanged from then on: one set of dictionaries a
   * stream.
   */
  default DictionaryProvider dictionaries() {
    return new DictionaryProvider.MapDictionaryProvider();
  }

  /**
   * Returns how many rows the whole stream has, where that is known before it is read; for showing
   * progress, not for sizing.
   */
  default OptionalLong expectedRows() {
    return OptionalLong.empty();
  }

  /** Releases the batches and the source behind them. Idempotent. */
  @Override
  void close();

  /**
   * Returns a batch reader over an Arrow reader: IPC, DuckDB, the C data interface, the JDBC
   * adapter.
   *
   * <p><b>Ownership:</b> takes {@code reader}; it is closed with the result.
   */
  static BatchReader of(ArrowReader reader) {
    return new ArrowReaderSource(reader);
  }

  /**
   * Returns a reader of what follows the first rows of another.
   *
   * <p><b>Ownership:</b> takes {@code reader}; it is closed with the result.
   *
   * @param rows how many to leave out, 0 or more; a stream of fewer fails as incomplete
   */
  static BatchReader skipping(BatchReader reader, long rows) {
    return rows == 0 ? reader : new SkippingReader(reader, rows);
  }

  /**
   * Returns a batch reader whose batches are written by {@code filler}, one at a time: the short
   * way to write a service.
   *
   * @param allocator the request's, {@code context.allocator()}
   */
  static BatchReader filled(Schema schema, BufferAllocator allocator, BatchFiller filler) {
    return new FilledReader(schema, allocator, filler);
  }
}
