package io.fastflight.server;

import io.fastflight.batch.BatchReader;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Gives one batch of 64-bit integers, 4 MiB, again and again. */
final class WarmUpReader implements BatchReader {
  private static final int COLUMNS = 8;
  private static final int ROWS = 65_536;
  private static final long BATCH_BYTES = 8L * COLUMNS * ROWS;

  private final VectorSchemaRoot batch;
  private final long end;
  private long batchesLeft;
  private boolean atFirst = true;

  WarmUpReader(WarmUp.Params params, BufferAllocator allocator) {
    this.end = System.nanoTime() + params.millis() * 1_000_000;
    this.batchesLeft = params.bytes() / BATCH_BYTES;
    List<Field> fields =
        IntStream.range(0, COLUMNS)
            .mapToObj(column -> Field.nullable("c" + column, new ArrowType.Int(64, true)))
            .toList();
    this.batch = VectorSchemaRoot.create(new Schema(fields), allocator);
    try {
      batch.getFieldVectors().forEach(column -> fill((BigIntVector) column));
      batch.setRowCount(ROWS);
    } catch (RuntimeException noMemory) {
      batch.close();
      throw noMemory;
    }
  }

  private static void fill(BigIntVector column) {
    column.allocateNew(ROWS);
    for (int row = 0; row < ROWS; row++) {
      column.set(row, row);
    }
  }

  @Override
  public Schema schema() {
    return batch.getSchema();
  }

  @Override
  public boolean next() {
    boolean more = atFirst || (batchesLeft > 0 && System.nanoTime() - end < 0);
    atFirst = false;
    batchesLeft--;
    return more;
  }

  @Override
  public VectorSchemaRoot batch() {
    return batch;
  }

  @Override
  public void close() {
    batch.close();
  }
}
