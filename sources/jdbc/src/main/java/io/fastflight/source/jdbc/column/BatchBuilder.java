package io.fastflight.source.jdbc.column;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Builds batches row by row: makes room, tells when a batch is full, hands it over.
 *
 * <pre>{@code
 * builder.begin();
 * while (builder.hasRoom() && rows.next()) {
 *   int row = builder.row();
 *   ... every sink puts a value or a null ...
 *   builder.rowDone();
 * }
 * VectorSchemaRoot batch = builder.take();   // the caller's
 * }</pre>
 *
 * <p>A batch is full at the wanted number of rows, or once its texts, binary values and lists take
 * 16 MiB. The first batch begins small and grows; later ones begin at the size it reached.
 *
 * <p><b>Ownership:</b> owns the batch being built until {@link #take}; {@link #close} lets go of
 * it.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class BatchBuilder implements AutoCloseable {
  private static final int FIRST_ROWS = 1_024;
  private static final long FULL_BYTES = 16L << 20;

  private final Schema schema;
  private final List<? extends ColumnSink> sinks;
  private final BufferAllocator allocator;
  private final int maxRows;
  private int capacity;
  private int rows;
  private boolean full;
  private @Nullable VectorSchemaRoot root;

  /**
   * Creates a builder.
   *
   * @param schema one field for each sink, in its order
   * @param allocator borrowed
   * @param maxRows at least 1
   */
  public BatchBuilder(
      Schema schema, List<? extends ColumnSink> sinks, BufferAllocator allocator, int maxRows) {
    this.schema = requireNonNull(schema, "schema");
    this.sinks = List.copyOf(sinks);
    this.allocator = requireNonNull(allocator, "allocator");
    if (maxRows < 1 || schema.getFields().size() != sinks.size()) {
      throw new IllegalArgumentException(
          "A batch of %s rows, %s fields and %s sinks."
              .formatted(maxRows, schema.getFields().size(), sinks.size()));
    }
    this.maxRows = maxRows;
    this.capacity = Math.min(FIRST_ROWS, rounded(maxRows));
  }

  /** Begins a batch of no rows. */
  public void begin() {
    close();
    VectorSchemaRoot begun = VectorSchemaRoot.create(schema, allocator);
    root = begun; // owned from here, should an allocation fail
    rows = 0;
    full = false;
    for (int i = 0; i < sinks.size(); i++) {
      sinks.get(i).begin(begun.getVector(i), capacity);
    }
  }

  /** Tells whether the batch takes another row. */
  public boolean hasRoom() {
    return !full;
  }

  /** Returns the position of the next row, having made room for it. */
  public int row() {
    if (rows == capacity) {
      capacity = Math.min(2 * capacity, rounded(maxRows));
      sinks.forEach(sink -> sink.grow(capacity));
    }
    return rows;
  }

  /** Ends the row: each sink has its value. */
  public void rowDone() {
    rows++;
    if (rows == maxRows || ((rows & 31) == 0 && variableBytes() > FULL_BYTES)) {
      full = true;
    }
  }

  /** Returns how many rows the batch has so far. */
  public int rows() {
    return rows;
  }

  /** Returns the batch; the caller owns it. */
  public VectorSchemaRoot take() {
    VectorSchemaRoot built = requireNonNull(root, "begin() was not called");
    sinks.forEach(sink -> sink.finish(rows));
    built.setRowCount(rows);
    root = null;
    return built;
  }

  @Override
  public void close() {
    if (root != null) {
      root.close();
      root = null;
    }
  }

  private long variableBytes() {
    long bytes = 0;
    for (ColumnSink sink : sinks) {
      bytes += sink.variableBytes(rows);
    }
    return bytes;
  }

  private static int rounded(int rows) {
    return (rows + 7) & ~7;
  }
}
