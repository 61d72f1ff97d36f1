package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.IncompleteStreamException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Holds a complete result in memory: every batch of a stream, in order.
 *
 * <p><b>Shape:</b> 0..n batches of {@link #schema}, {@link #rowCount} rows in all.
 *
 * <p><b>Ownership:</b> owns its batches; whoever got the table closes it. The batches are not
 * copied: they are the buffers that arrived.
 *
 * <p><b>Threads:</b> safe to read from any thread once made; {@link #close} when no one reads any
 * more.
 */
public final class Table implements AutoCloseable {
  private final Schema schema;
  private final List<VectorSchemaRoot> batches;
  private final OwnedDictionaries dictionaries;
  private final long rowCount;
  private boolean closed;

  Table(Schema schema, List<VectorSchemaRoot> batches, OwnedDictionaries dictionaries) {
    this.schema = schema;
    this.batches = List.copyOf(batches);
    this.dictionaries = dictionaries;
    this.rowCount = batches.stream().mapToLong(VectorSchemaRoot::getRowCount).sum();
  }

  /**
   * Reads {@code reader} to its end.
   *
   * <p><b>Ownership:</b> borrows the reader; the table is returned owned. If reading fails, nothing
   * is kept.
   *
   * @param allocator owns the table's memory until it is closed; shares its root allocator with the
   *     reader's batches
   * @throws FastFlightException if the stream fails before its complete end
   */
  public static Table read(BatchReader reader, BufferAllocator allocator) {
    try (TableBuilder builder = new TableBuilder(allocator)) {
      while (reader.next()) {
        builder.add(reader.batch(), reader.dictionaries());
      }
      return builder.build(reader.schema());
    }
  }

  /**
   * Reads an Arrow IPC stream to its end.
   *
   * <p>The end-of-stream marker must be there: most readers take a stream that was cut between two
   * batches for a whole one.
   *
   * @param ipc closed with the reading, as Arrow's own reader does
   * @throws IncompleteStreamException if the bytes are no complete IPC stream, whatever they are
   *     instead
   */
  public static Table fromIpc(InputStream ipc, BufferAllocator allocator) {
    requireNonNull(ipc, "ipc");
    requireNonNull(allocator, "allocator");
    IpcMessages messages = IpcMessages.of(ipc, allocator);
    try (BatchReader reader = BatchReader.of(new ArrowStreamReader(messages, allocator))) {
      return read(reader, allocator);
    } catch (IncompleteStreamException cut) {
      throw cut;
    } catch (RuntimeException broken) {
      throw IpcMessages.notAStream(broken);
    }
  }

  /** Returns the schema, in memory format. */
  public Schema schema() {
    return schema;
  }

  /** Returns how many rows all batches have together. */
  public long rowCount() {
    return rowCount;
  }

  /** Returns the batches in order, borrowed until {@link #close}. */
  public List<VectorSchemaRoot> batches() {
    checkOpen();
    return batches;
  }

  /** Returns the dictionaries of dictionary-encoded columns, borrowed until {@link #close}. */
  public DictionaryProvider dictionaries() {
    checkOpen();
    return dictionaries;
  }

  /**
   * Returns one value as a Java object, decoded where the column is dictionary-encoded.
   *
   * <p>For looking and testing; a loop over a column is faster on the vectors of {@link #batches}.
   *
   * @param column the name of a column
   * @param row 0..{@link #rowCount} - 1
   * @return the value as Arrow's {@code getObject} gives it, or null
   */
  public @Nullable Object value(String column, long row) {
    checkOpen();
    long first = 0;
    for (VectorSchemaRoot batch : batches) {
      if (row >= first && row < first + batch.getRowCount()) {
        return dictionaries.decoded(vector(batch, column), (int) (row - first));
      }
      first += batch.getRowCount();
    }
    throw new IndexOutOfBoundsException("row must be 0.." + (rowCount - 1) + ", was " + row + ".");
  }

  /** Returns a reader over the batches, which borrows them: close it before the table. */
  public BatchReader reader() {
    checkOpen();
    return new TableReader(this, () -> {});
  }

  /**
   * Returns a reader over the batches that takes this table: closing the reader closes the table.
   */
  public BatchReader intoReader() {
    checkOpen();
    return new TableReader(this, this);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      List<AutoCloseable> owned = new ArrayList<>(batches);
      owned.add(dictionaries);
      Closing.all(owned);
    }
  }

  private static FieldVector vector(VectorSchemaRoot batch, String column) {
    FieldVector vector = batch.getVector(column);
    if (vector == null) {
      throw new IllegalArgumentException(
          "No column '%s'. Columns: %s."
              .formatted(
                  column, batch.getSchema().getFields().stream().map(f -> f.getName()).toList()));
    }
    return vector;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("This table of " + rowCount + " rows is closed.");
    }
  }
}
