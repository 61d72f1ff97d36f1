package io.fastflight.source.jdbc.stream;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batches of one query on one connection.
 *
 * <p><b>Threads:</b> {@link #open}, {@link #produce} and {@link #close} one after another on a
 * thread of {@link ReadAhead}; {@link #interrupt} from any thread at any moment.
 */
public interface BatchProducer extends AutoCloseable {
  /** Executes the query and returns the schema of its batches. */
  Schema open() throws Exception;

  /** Returns the next batch, owned by the caller and of at least one row, or null at the end. */
  @Nullable VectorSchemaRoot produce() throws Exception;

  /** Has {@link #open} or {@link #produce} fail soon; quick, and does nothing after the close. */
  void interrupt();

  /** Returns what to tell the caller about {@code failure}. */
  RuntimeException told(Throwable failure);

  /** Gives the connection back. Never throws. */
  @Override
  void close();
}
