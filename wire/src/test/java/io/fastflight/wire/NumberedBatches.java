package io.fastflight.wire;

import io.fastflight.batch.BatchReader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A source of batches 0, 1, 2 ... of so many rows as their number says, and a count of closes. */
final class NumberedBatches implements BatchReader {
  static final Schema SCHEMA =
      new Schema(java.util.List.of(Field.nullable("id", new ArrowType.Int(64, true))));

  private final BufferAllocator allocator;
  private final int count;
  private final AtomicInteger closes = new AtomicInteger();
  private IntConsumer beforeBatch = number -> {};
  private Runnable onSchema = () -> {};
  private Runnable onClose = () -> {};
  private volatile int reads;
  private VectorSchemaRoot current;

  NumberedBatches(int count, BufferAllocator allocator) {
    this.count = count;
    this.allocator = allocator;
  }

  /** Returns an encoder that takes every reader for slow, and so merges nothing. */
  static Shaping unmerged() {
    AtomicLong nanos = new AtomicLong();
    return new Shaping(1 << 20, () -> nanos.addAndGet(BatchShaper.QUICK_NANOS));
  }

  /** Calls {@code action} with the number of each batch before it is made, and of the end. */
  NumberedBatches before(IntConsumer action) {
    beforeBatch = action;
    return this;
  }

  NumberedBatches onSchema(Runnable action) {
    onSchema = action;
    return this;
  }

  NumberedBatches onClose(Runnable action) {
    onClose = action;
    return this;
  }

  /** Returns how many times {@link #next} was called. */
  int reads() {
    return reads;
  }

  int closes() {
    return closes.get();
  }

  @Override
  public Schema schema() {
    onSchema.run();
    return SCHEMA;
  }

  @Override
  public boolean next() {
    if (closes.get() > 0) {
      throw new AssertionError("read after it was closed");
    }
    int number = reads;
    reads = number + 1;
    release();
    beforeBatch.accept(number);
    if (number >= count) {
      return false;
    }
    current = batch(number);
    return true;
  }

  private VectorSchemaRoot batch(int rows) {
    BigIntVector ids = new BigIntVector(SCHEMA.getFields().get(0), allocator);
    ids.allocateNew(rows);
    for (int i = 0; i < rows; i++) {
      ids.set(i, i);
    }
    ids.setValueCount(rows);
    return VectorSchemaRoot.of(ids);
  }

  private void release() {
    VectorSchemaRoot done = current;
    current = null;
    if (done != null) {
      done.close();
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    return current;
  }

  @Override
  public void close() {
    closes.incrementAndGet();
    release();
    onClose.run();
  }
}
