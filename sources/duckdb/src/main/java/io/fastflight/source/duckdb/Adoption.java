package io.fastflight.source.duckdb;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Brings batches that came from DuckDB into the memory of a request: the same bytes, counted by the
 * request's allocator. No byte is copied.
 *
 * <p>Why batches are not imported into the request's allocator right away: when that is full,
 * Arrow's importer fails after it has taken a reference it never gives back, and DuckDB's batch is
 * leaked (arrow-c-data 19.0.0: {@code unsafeAssociateAllocation} retains before it wraps). So they
 * are imported where there is no limit, and either adopted as a whole or released.
 */
final class Adoption {
  private Adoption() {}

  /**
   * Fills {@code target} with the rows of {@code imported}, which is empty afterwards.
   *
   * @throws org.apache.arrow.memory.OutOfMemoryException if they do not fit into {@code owner};
   *     then both are empty
   */
  static void move(VectorSchemaRoot imported, VectorSchemaRoot target, BufferAllocator owner) {
    target.clear();
    List<ArrowBuf> adopted = new ArrayList<>();
    try (ArrowRecordBatch batch = new VectorUnloader(imported).getRecordBatch()) {
      imported.clear();
      for (ArrowBuf buffer : batch.getBuffers()) {
        adopted.add(adopt(buffer, owner));
      }
      try (ArrowRecordBatch own =
          new ArrowRecordBatch(batch.getLength(), batch.getNodes(), adopted)) {
        new VectorLoader(target).load(own);
      }
    } catch (RuntimeException | Error failure) {
      target.clear();
      throw failure;
    } finally {
      adopted.forEach(ArrowBuf::close); // the vectors have their own references
    }
  }

  /** Fills {@code target} with the values of {@code imported}; fails as the other does. */
  static void move(Dictionary imported, FieldVector target, BufferAllocator owner) {
    FieldVector source = imported.getVector();
    VectorSchemaRoot from = VectorSchemaRoot.of(source);
    from.setRowCount(source.getValueCount());
    move(from, VectorSchemaRoot.of(target), owner);
  }

  private static ArrowBuf adopt(ArrowBuf foreign, BufferAllocator owner) {
    if (foreign.capacity() == 0) {
      return owner.getEmpty();
    }
    ArrowBuf own = owner.wrapForeignAllocation(new Shared(foreign));
    foreign.getReferenceManager().retain(); // not before: a wrapping that fails releases nothing
    own.writerIndex(foreign.writerIndex());
    return own;
  }

  /** The memory of a buffer of another allocator, let go of when the last reference here is. */
  private static final class Shared extends ForeignAllocation {
    private final ArrowBuf foreign;

    Shared(ArrowBuf foreign) {
      super(foreign.capacity(), foreign.memoryAddress());
      this.foreign = foreign;
    }

    @Override
    protected void release0() {
      foreign.getReferenceManager().release();
    }
  }
}
