package io.fastflight.testkit.sample;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Serves batches of 1 MiB, more than any socket keeps; not among {@link SampleServices}.
 *
 * <p><b>Threads:</b> any.
 */
public final class WideService implements DataService<WideService.Wide> {
  /** Creates the service. */
  public WideService() {}

  /**
   * Asks for batches of one column of row numbers.
   *
   * @param batches how many, or a negative number for no end
   */
  @WireName("test.wide")
  public record Wide(long batches) implements DataParams {}

  @Override
  public BatchReader open(Wide params, ServiceContext context) {
    return new WideReader(params.batches(), context.allocator());
  }

  /** Reads batches of one column and 128,000 rows, row numbers, each in buffers of its own. */
  private static final class WideReader implements BatchReader {
    private static final int ROWS = 128_000;
    private static final Schema SCHEMA =
        new Schema(List.of(Field.notNullable("id", new ArrowType.Int(64, true))));

    private final BufferAllocator allocator;
    private final long batches;
    private long made;
    private VectorSchemaRoot current;

    WideReader(long batches, BufferAllocator allocator) {
      this.batches = batches;
      this.allocator = allocator;
      this.current = VectorSchemaRoot.create(SCHEMA, allocator);
    }

    @Override
    public Schema schema() {
      return SCHEMA;
    }

    @Override
    public boolean next() {
      current.close();
      current = VectorSchemaRoot.create(SCHEMA, allocator);
      if (made == batches) {
        return false;
      }
      BigIntVector ids = (BigIntVector) current.getVector(0);
      ids.allocateNew(ROWS);
      for (int i = 0; i < ROWS; i++) {
        ids.set(i, made * ROWS + i);
      }
      current.setRowCount(ROWS);
      made++;
      return true;
    }

    @Override
    public VectorSchemaRoot batch() {
      return current;
    }

    @Override
    public void close() {
      current.close();
    }
  }
}
