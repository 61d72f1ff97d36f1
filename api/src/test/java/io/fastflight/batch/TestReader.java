package io.fastflight.batch;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A reader of small batches that can fail, and tells what was done to it. */
public final class TestReader implements BatchReader {
  /** Rows of each batch. */
  public static final int ROWS = 4;

  private final BufferAllocator allocator;
  private final int batches;
  private final AtomicInteger produced = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();
  private RuntimeException failure;
  private RuntimeException closeFailure;
  private VectorSchemaRoot current;

  /** Creates a reader of {@code batches} batches. */
  public TestReader(BufferAllocator allocator, int batches) {
    this.allocator = allocator;
    this.batches = batches;
  }

  /** Fails after the last batch. */
  public TestReader thenFail(RuntimeException failure) {
    this.failure = failure;
    return this;
  }

  TestReader failToClose(RuntimeException failure) {
    this.closeFailure = failure;
    return this;
  }

  /** Returns how many batches were asked for and made. */
  public int produced() {
    return produced.get();
  }

  /** Returns how often it was closed. */
  public int closes() {
    return closes.get();
  }

  @Override
  public Schema schema() {
    return Batches.SCHEMA;
  }

  @Override
  public boolean next() {
    release();
    if (produced.get() == batches) {
      if (failure != null) {
        throw failure;
      }
      return false;
    }
    current = Batches.batch(allocator, (long) ROWS * produced.getAndIncrement(), ROWS);
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    return current;
  }

  @Override
  public void close() {
    closes.incrementAndGet();
    release();
    if (closeFailure != null) {
      throw closeFailure;
    }
  }

  private void release() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
