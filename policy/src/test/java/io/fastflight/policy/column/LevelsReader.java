package io.fastflight.policy.column;

import io.fastflight.batch.BatchReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads one batch of two columns that share a dictionary. */
final class LevelsReader implements BatchReader {
  private static final DictionaryEncoding ENCODING =
      new DictionaryEncoding(3, false, new ArrowType.Int(32, true));

  private final VectorSchemaRoot batch;
  private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();
  private boolean read;

  LevelsReader(BufferAllocator memory) {
    VarCharVector levels = new VarCharVector("levels", memory);
    levels.setSafe(0, "low".getBytes(StandardCharsets.UTF_8));
    levels.setSafe(1, "high".getBytes(StandardCharsets.UTF_8));
    levels.setValueCount(2);
    dictionaries.put(new Dictionary(levels, ENCODING));
    FieldType type = new FieldType(true, new ArrowType.Int(32, true), ENCODING);
    IntVector level = new IntVector("level", type, memory);
    IntVector other = new IntVector("other", type, memory);
    for (int row = 0; row < 3; row++) {
      level.setSafe(row, row == 1 ? 1 : 0);
      other.setSafe(row, row < 2 ? 1 : 0);
    }
    level.setValueCount(4);
    other.setValueCount(4);
    batch = new VectorSchemaRoot(List.of(level, other));
    batch.setRowCount(4);
  }

  @Override
  public Schema schema() {
    return batch.getSchema();
  }

  @Override
  public boolean next() {
    boolean first = !read;
    read = true;
    return first;
  }

  @Override
  public VectorSchemaRoot batch() {
    return batch;
  }

  @Override
  public DictionaryProvider dictionaries() {
    return dictionaries;
  }

  @Override
  public void close() {
    batch.close();
    dictionaries.close();
  }
}
