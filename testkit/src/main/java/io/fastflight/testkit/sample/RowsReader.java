package io.fastflight.testkit.sample;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.ServiceContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Makes batches out of row numbers, each in buffers of its own. */
final class RowsReader implements BatchReader {
  private static final DictionaryEncoding LEVEL_ENCODING =
      new DictionaryEncoding(1, false, new ArrowType.Int(8, true));
  private static final List<String> LEVELS = List.of("low", "mid", "high");

  static final Schema ID_SCHEMA = schema("id", new ArrowType.Int(64, true), null);
  private static final Schema LEVEL_SCHEMA =
      schema("level", new ArrowType.Int(8, true), LEVEL_ENCODING);

  /** Puts rows {@code first .. first + count - 1} into an empty batch. */
  private interface Filler {
    void fill(VectorSchemaRoot batch, long first, int count);
  }

  private final BufferAllocator allocator;
  private final Schema schema;
  private final Filler filler;
  private final long rowCount;
  private final int batchRows;
  private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();

  private long nextRow;
  private int nextBatch;
  private int interruptedBatch = -1;
  private Runnable interruption = () -> {};
  private @Nullable VectorSchemaRoot current;
  private boolean closed;

  private RowsReader(
      ServiceContext context, Schema schema, Filler filler, long rowCount, int batchRows) {
    this.allocator = context.allocator();
    this.schema = schema;
    this.filler = filler;
    this.rowCount = rowCount;
    this.batchRows = batchRows;
  }

  /** Returns a reader of one column {@code id} with the row number. */
  static RowsReader ids(long rowCount, int batchRows, ServiceContext context) {
    return new RowsReader(context, ID_SCHEMA, RowsReader::fillIds, rowCount, batchRows);
  }

  /** Returns a reader of one dictionary-encoded column {@code level}. */
  static RowsReader levels(long rowCount, int batchRows, ServiceContext context) {
    RowsReader reader =
        new RowsReader(context, LEVEL_SCHEMA, RowsReader::fillLevels, rowCount, batchRows);
    reader.dictionaries.put(new Dictionary(levelValues(context.allocator()), LEVEL_ENCODING));
    return reader;
  }

  /** Runs {@code interruption} before batch {@code batch} is made, and returns this reader. */
  RowsReader before(int batch, Runnable interruption) {
    this.interruptedBatch = batch;
    this.interruption = interruption;
    return this;
  }

  /** Begins with this row instead of row 0, and returns this reader. */
  RowsReader from(long row) {
    this.nextRow = row;
    return this;
  }

  @Override
  public OptionalLong expectedRows() {
    return OptionalLong.of(rowCount);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    if (closed) {
      throw new IllegalStateException("This reader of sample rows is closed.");
    }
    releaseCurrent();
    if (nextBatch == interruptedBatch) {
      interruption.run();
    }
    if (nextRow >= rowCount) {
      return false;
    }
    int count = (int) Math.min(batchRows, rowCount - nextRow);
    current = newBatch(count);
    nextRow += count;
    nextBatch++;
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    if (current == null) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return current;
  }

  @Override
  public DictionaryProvider dictionaries() {
    return dictionaries;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      releaseCurrent();
      dictionaries.close();
    }
  }

  private VectorSchemaRoot newBatch(int count) {
    VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
    try {
      filler.fill(batch, nextRow, count);
      batch.setRowCount(count);
      return batch;
    } catch (Throwable failure) {
      try (batch) {
        throw failure;
      }
    }
  }

  private void releaseCurrent() {
    VectorSchemaRoot done = current;
    current = null;
    if (done != null) {
      done.close();
    }
  }

  private static void fillIds(VectorSchemaRoot batch, long first, int count) {
    BigIntVector ids = (BigIntVector) batch.getVector(0);
    ids.allocateNew(count);
    for (int i = 0; i < count; i++) {
      ids.set(i, first + i);
    }
  }

  private static void fillLevels(VectorSchemaRoot batch, long first, int count) {
    TinyIntVector levels = (TinyIntVector) batch.getVector(0);
    levels.allocateNew(count);
    for (int i = 0; i < count; i++) {
      levels.set(i, (int) ((first + i) % LEVELS.size()));
    }
  }

  private static VarCharVector levelValues(BufferAllocator allocator) {
    VarCharVector values = new VarCharVector("level", allocator);
    try {
      values.allocateNew(LEVELS.size());
      for (int i = 0; i < LEVELS.size(); i++) {
        values.setSafe(i, LEVELS.get(i).getBytes(StandardCharsets.UTF_8));
      }
      values.setValueCount(LEVELS.size());
      return values;
    } catch (Throwable failure) {
      try (values) {
        throw failure;
      }
    }
  }

  private static Schema schema(String name, ArrowType type, @Nullable DictionaryEncoding encoding) {
    return new Schema(List.of(new Field(name, new FieldType(true, type, encoding), List.of())));
  }
}
