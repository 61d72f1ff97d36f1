package io.fastflight.wire;

import io.fastflight.error.DataServiceException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * One column of one batch as its buffers, each from its first readable byte to its last, and the
 * columns within it.
 *
 * <p><b>Ownership:</b> borrows the buffers from the vector, or from who holds them.
 */
final class ColumnBuffers {
  /**
   * Stands for every empty buffer. Arrow's own is one for the whole process and writable: a list
   * without rows says that it holds 4 bytes, and whoever looks at that moment, in any thread,
   * believes it.
   */
  static final ArrowBuf NOTHING = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);

  private final int length;
  private final int nullCount;
  private final ArrowBuf[] buffers;
  private final ColumnBuffers[] children;

  private ColumnBuffers(int length, int nullCount, ArrowBuf[] buffers, ColumnBuffers[] children) {
    this.length = length;
    this.nullCount = nullCount;
    this.buffers = buffers;
    this.children = children;
  }

  /**
   * Returns the buffers of a vector, by the rules of Arrow's VectorUnloader.
   *
   * @throws DataServiceException if the vector is not of the layout, or nobody owns its memory
   */
  static ColumnBuffers of(FieldVector vector, ColumnLayout layout) {
    List<ArrowBuf> found = vector.getFieldBuffers(); // sets the indices
    List<FieldVector> within = vector.getChildrenFromFields();
    if (!layout.allows(found.size(), within.size())) {
      throw layout.broken(
          "is a vector of another type, %s with %s buffers and %s children"
              .formatted(vector.getField().getType(), found.size(), within.size()));
    }
    ArrowBuf[] buffers = new ArrowBuf[found.size()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = readable(found.get(i));
    }
    ColumnBuffers[] children = new ColumnBuffers[within.size()];
    for (int i = 0; i < children.length; i++) {
      children[i] = of(within.get(i), layout.child(i));
    }
    int nulls = layout.hasValidity() ? vector.getNullCount() : 0;
    return new ColumnBuffers(vector.getValueCount(), nulls, buffers, children);
  }

  private static ArrowBuf readable(ArrowBuf buffer) {
    if (buffer.capacity() == 0 || buffer.readableBytes() == 0) {
      return NOTHING;
    }
    if (buffer.getReferenceManager() == ReferenceManager.NO_OP) {
      throw new DataServiceException(
          "A batch has a buffer that cannot be shared. Allocate batches from context.allocator().");
    }
    return buffer.slice(buffer.readerIndex(), buffer.readableBytes());
  }

  /** Returns the same buffers with references of their own, which are added to {@code held}. */
  ColumnBuffers held(List<ArrowBuf> held) {
    ArrowBuf[] mine = new ArrowBuf[buffers.length];
    for (int i = 0; i < mine.length; i++) {
      mine[i] = onAccountOfRoot(buffers[i]);
      held.add(mine[i]);
    }
    ColumnBuffers[] within = new ColumnBuffers[children.length];
    for (int i = 0; i < within.length; i++) {
      within[i] = children[i].held(held);
    }
    return new ColumnBuffers(length, nullCount, mine, within);
  }

  /** Returns a further reference to a buffer, so that its request's allocator can be closed. */
  static ArrowBuf onAccountOfRoot(ArrowBuf buffer) {
    long bytes = buffer.readableBytes();
    if (bytes == 0) {
      return NOTHING;
    }
    ReferenceManager owner = buffer.getReferenceManager();
    return owner.retain(buffer, owner.getAllocator().getRoot()).writerIndex(bytes);
  }

  int length() {
    return length;
  }

  int nullCount() {
    return nullCount;
  }

  int bufferCount() {
    return buffers.length;
  }

  /** Returns a buffer, whose readable bytes are from 0 to its writer index. */
  ArrowBuf buffer(int index) {
    return buffers[index];
  }

  int childCount() {
    return children.length;
  }

  ColumnBuffers child(int index) {
    return children[index];
  }

  /** Returns the allocator above the one that owns the first buffer, or null if all are empty. */
  @Nullable BufferAllocator root() {
    for (ArrowBuf buffer : buffers) {
      if (buffer.readableBytes() > 0) {
        return buffer.getReferenceManager().getAllocator().getRoot();
      }
    }
    for (ColumnBuffers child : children) {
      BufferAllocator root = child.root();
      if (root != null) {
        return root;
      }
    }
    return null;
  }
}
