package io.fastflight.engine;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.Slice;
import io.fastflight.service.StreamRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Serves three batches of ten rows, or one of them as a slice, and lets a test act at each step.
 */
final class ScriptedService implements PartitionedService<ScriptedService.Params> {
  static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))));
  static final int BATCHES = 3;
  static final int ROWS = 10;

  /** Asks for it. */
  @WireName(value = "test.scripted", aliases = "old.module.Scripted")
  record Params(int limit) implements DataParams {
    Params {
      if (limit < 0) {
        throw new InvalidParamsException(
            "test.scripted: limit must be 0 or more, was " + limit + ".");
      }
    }
  }

  /** Where the engine calls a service. */
  enum Step {
    DECLARE_SCHEMA,
    PLAN,
    OPEN,
    READ_SCHEMA,
    NEXT,
    END,
    CLOSE
  }

  /** What a test does at a step, where it may throw anything. */
  interface Action {
    void at(Step step, ServiceContext context) throws Exception;
  }

  private final Action action;
  private Optional<Schema> declared = Optional.empty();
  private int opened;
  private int closed;

  ScriptedService(Action action) {
    this.action = action;
  }

  ScriptedService declaring(Schema schema) {
    declared = Optional.of(schema);
    return this;
  }

  int opened() {
    return opened;
  }

  int closed() {
    return closed;
  }

  Engine engine(BufferAllocator memory) {
    return new Engine(ServiceRegistry.builder().register(Params.class, this).build(), memory);
  }

  static StreamRequest request() {
    return StreamRequest.of(new Params(0));
  }

  @Override
  public Optional<Schema> schema(Params params, ServiceContext context) throws Exception {
    action.at(Step.DECLARE_SCHEMA, context);
    return declared;
  }

  @Override
  public Plan plan(Params params, Scan scan, ServiceContext context) throws Exception {
    action.at(Step.PLAN, context);
    List<Slice> slices =
        IntStream.range(0, Math.min(scan.maxSlices(), BATCHES))
            .mapToObj(i -> new Slice("batch " + i))
            .toList();
    return new Plan(slices, false);
  }

  @Override
  public BatchReader open(Params params, ServiceContext context) throws Exception {
    action.at(Step.OPEN, context);
    opened++;
    return new Reader(context, 0, BATCHES);
  }

  @Override
  public BatchReader open(Params params, Slice slice, ServiceContext context) throws Exception {
    if (!slice.token().startsWith("batch ")) {
      throw new InvalidParamsException("No slice '" + slice.token() + "'.");
    }
    int number = Integer.parseInt(slice.token().substring(6));
    opened++;
    return new Reader(context, number, number + 1);
  }

  /** Makes batch after batch of row numbers. */
  private final class Reader implements BatchReader {
    private final ServiceContext context;
    private final int end;
    private int next;
    private VectorSchemaRoot current;

    Reader(ServiceContext context, int begin, int end) {
      this.context = context;
      this.next = begin;
      this.end = end;
    }

    @Override
    public Schema schema() {
      act(Step.READ_SCHEMA);
      return SCHEMA;
    }

    @Override
    public boolean next() {
      release();
      if (next >= end) {
        act(Step.END);
        return false;
      }
      current = VectorSchemaRoot.create(SCHEMA, context.allocator());
      BigIntVector ids = (BigIntVector) current.getVector(0);
      for (int i = 0; i < ROWS; i++) {
        ids.setSafe(i, (long) next * ROWS + i);
      }
      current.setRowCount(ROWS);
      next++;
      if (next == 2) {
        act(Step.NEXT); // with a batch already made, which the reader still has to release
      }
      return true;
    }

    @Override
    public VectorSchemaRoot batch() {
      return current;
    }

    @Override
    public void close() {
      release();
      closed++;
      act(Step.CLOSE);
    }

    private void release() {
      if (current != null) {
        current.close();
        current = null;
      }
    }

    private void act(Step step) {
      try {
        action.at(step, context);
      } catch (RuntimeException failure) {
        throw failure;
      } catch (Exception checked) {
        throw new AssertionError("a reader throws no checked exceptions", checked);
      }
    }
  }
}
