package io.fastflight.wire;

import io.fastflight.error.DataServiceException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * One batch as the buffers of its columns.
 *
 * <p><b>Ownership:</b> borrows them from the batch, or owns references of its own if it is {@link
 * #held}, until {@link #close}.
 *
 * @param bytes the length of its body, were it sent as it is
 * @param room what it takes of the room of its narrowest numbers, of 2^31 - 1
 */
record BatchBuffers(
    int rows, List<ColumnBuffers> columns, long bytes, long room, List<ArrowBuf> references)
    implements AutoCloseable {

  /**
   * Returns the buffers of a batch's vectors, borrowed as long as the batch is.
   *
   * @throws DataServiceException if they are not of the layout, or nobody owns their memory
   */
  static BatchBuffers of(int rows, List<FieldVector> vectors, BatchLayout layout) {
    if (vectors.size() != layout.columns().size()) {
      throw new DataServiceException(
          "A batch has %s columns and its stream's schema %s. Every batch of a stream has one schema."
              .formatted(vectors.size(), layout.columns().size()));
    }
    List<ColumnBuffers> columns = new ArrayList<>(vectors.size());
    long bytes = 0;
    long room = rows;
    for (int i = 0; i < vectors.size(); i++) {
      ColumnLayout type = layout.columns().get(i);
      ColumnBuffers column = ColumnBuffers.of(vectors.get(i), type);
      columns.add(column);
      bytes += type.bytes(column);
      room = Math.max(room, type.totalRoom(column));
    }
    return new BatchBuffers(rows, columns, bytes, room, List.of());
  }

  /** Returns the same with references of its own, for the caller to close. */
  BatchBuffers held() {
    List<ArrowBuf> held = new ArrayList<>();
    try {
      List<ColumnBuffers> mine = new ArrayList<>(columns.size());
      for (ColumnBuffers column : columns) {
        mine.add(column.held(held));
      }
      return new BatchBuffers(rows, mine, bytes, room, held);
    } catch (Throwable failure) {
      release(held);
      throw failure;
    }
  }

  /** Returns the allocator above the one that owns the buffers, or null if all are empty. */
  @Nullable BufferAllocator root() {
    for (ColumnBuffers column : columns) {
      BufferAllocator root = column.root();
      if (root != null) {
        return root;
      }
    }
    return null;
  }

  BatchSlice slice(int from, int to) {
    return new BatchSlice(this, from, to);
  }

  @Override
  public void close() {
    release(references);
  }

  private static void release(List<ArrowBuf> buffers) {
    buffers.forEach(buffer -> buffer.getReferenceManager().release());
  }
}
