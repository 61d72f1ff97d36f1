package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.wire.AssembledBatch.BodyBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.jspecify.annotations.Nullable;

/**
 * Puts slices of batches together into one: collects nodes and buffers from the layouts.
 *
 * <p>A buffer is begun, given its parts, and ended. Its parts share the source's memory. Where they
 * are {@link #SMALL_BYTES} on average or less, they are copied into one instead: at that size a
 * copy within the cache costs less than what each part costs a frame, an entry in a gather list and
 * two counts of references, and a thousand tiny batches stay a frame of few parts.
 *
 * <p><b>Ownership:</b> owns the parts until {@link #finish}; closed after a failure.
 */
final class BatchAssembly {
  static final long SMALL_BYTES = 4096;

  /**
   * Validity bits that may be left out of one message, 8 MiB: our readers refuse a batch that has
   * twice as many to allocate out of nothing.
   */
  private static final long MAX_OMITTED_BITS = 8L * (8 << 20);

  private final @Nullable BufferAllocator root;
  private final List<ArrowFieldNode> nodes = new ArrayList<>();
  private final List<BodyBuffer> buffers = new ArrayList<>();
  private final List<Long> variadicBufferCounts = new ArrayList<>();
  private List<ArrowBuf> parts = List.of();
  private long omittedBits;

  /** Creates an empty assembly; without a root no slice has bytes, and none are allocated. */
  private BatchAssembly(@Nullable BufferAllocator root) {
    this.root = root;
  }

  /**
   * Returns the rows of all slices as one batch, owned by the caller.
   *
   * @param slices at least one, all of one schema; borrowed
   */
  static AssembledBatch of(BatchLayout layout, List<BatchSlice> slices) {
    BatchAssembly assembly = new BatchAssembly(root(slices));
    try {
      for (int i = 0; i < layout.columns().size(); i++) {
        List<ColumnSlice> column = new ArrayList<>(slices.size());
        for (BatchSlice slice : slices) {
          column.add(slice.column(i));
        }
        layout.columns().get(i).append(column, assembly);
      }
      return assembly.finish(slices.stream().mapToInt(BatchSlice::rows).reduce(0, Math::addExact));
    } catch (Throwable failure) {
      assembly.buffers.forEach(BodyBuffer::close);
      throw failure;
    }
  }

  private static @Nullable BufferAllocator root(List<BatchSlice> slices) {
    for (BatchSlice slice : slices) {
      BufferAllocator root = slice.batch().root();
      if (root != null) {
        return root;
      }
    }
    return null;
  }

  void node(int length, int nulls) {
    nodes.add(new ArrowFieldNode(length, nulls));
  }

  void variadicBuffers(int count) {
    variadicBufferCounts.add((long) count);
  }

  /** Returns whether the bits of a column without nulls may be left out, and counts them. */
  boolean omitsValidity(int rows) {
    if (root != null && omittedBits + rows > MAX_OMITTED_BITS) {
      return false;
    }
    omittedBits += rows;
    return true;
  }

  void startBuffer() {
    parts = new ArrayList<>();
    buffers.add(new BodyBuffer(parts));
  }

  /** Adds bytes of a source's buffer, on account of its root allocator. */
  void share(ArrowBuf buffer, long from, long bytes) {
    if (bytes > 0) {
      ArrowBuf held = ColumnBuffers.onAccountOfRoot(buffer);
      parts.add(held.readableBytes() == bytes ? held : held.slice(from, bytes));
    }
  }

  /**
   * Adds memory that is to be written, borrowed until {@link #finish}.
   *
   * @throws ResourceExhaustedException if there is none
   */
  ArrowBuf allocate(long bytes) {
    if (bytes == 0) {
      return ColumnBuffers.NOTHING;
    }
    try {
      ArrowBuf memory = requireNonNull(root, "root").buffer(bytes);
      parts.add(memory);
      return memory.writerIndex(bytes);
    } catch (OutOfMemoryException full) {
      throw new ResourceExhaustedException(
          "There is no memory to put a message of batches together: %s bytes were refused. Ask for fewer rows a batch, or give the server more direct memory."
              .formatted(bytes),
          full);
    }
  }

  void endBuffer() {
    long bytes = buffers.get(buffers.size() - 1).bytes();
    if (parts.size() < 2 || bytes > SMALL_BYTES * parts.size()) {
      return;
    }
    List<ArrowBuf> small = List.copyOf(parts);
    ArrowBuf joined = allocate(bytes);
    long at = 0;
    for (ArrowBuf part : small) {
      joined.setBytes(at, part, 0, part.readableBytes());
      at += part.readableBytes();
    }
    parts.clear();
    parts.add(joined);
    small.forEach(part -> part.getReferenceManager().release());
  }

  /**
   * Adds a whole buffer of bits: shared where every slice begins at a byte, here and in its source,
   * and else copied into one.
   */
  void bits(List<ColumnSlice> slices, int index) {
    startBuffer();
    if (areAligned(slices, index)) {
      for (ColumnSlice slice : slices) {
        long first = slice.from() / 8;
        share(slice.buffer(index), first, Bits.bytes(slice.to()) - first);
      }
    } else {
      long bytes = Bits.bytes(ColumnSlice.rows(slices));
      ArrowBuf target = allocate(bytes);
      target.setZero(0, bytes);
      long at = 0;
      for (ColumnSlice slice : slices) {
        if (slice.buffer(index).readableBytes() == 0) {
          Bits.set(target, at, slice.rows());
        } else {
          Bits.copy(slice.buffer(index), slice.from(), target, at, slice.rows());
        }
        at += slice.rows();
      }
    }
    endBuffer();
  }

  private static boolean areAligned(List<ColumnSlice> slices, int index) {
    long at = 0;
    for (ColumnSlice slice : slices) {
      if (at % 8 != 0 || slice.from() % 8 != 0 || slice.buffer(index).readableBytes() == 0) {
        return false;
      }
      at += slice.rows();
    }
    return true;
  }

  private AssembledBatch finish(int rows) {
    return new AssembledBatch(rows, nodes, buffers, variadicBufferCounts);
  }
}
