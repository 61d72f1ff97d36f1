package io.fastflight.records;

import io.fastflight.batch.Table;
import io.fastflight.batch.TableBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Batches of a test's own columns. */
final class Columns implements AutoCloseable {
  private final BufferAllocator allocator;
  private final DictionaryProvider dictionaries;
  private final List<FieldVector> vectors = new ArrayList<>();

  Columns(BufferAllocator allocator) {
    this(allocator, new MapDictionaryProvider());
  }

  Columns(BufferAllocator allocator, DictionaryProvider dictionaries) {
    this.allocator = allocator;
    this.dictionaries = dictionaries;
  }

  /** Writes values into a vector. */
  interface Filler<V> {
    void fill(V vector);
  }

  /** Adds a column; its vector is filled by the test. */
  @SuppressWarnings("unchecked") // the test names the class of the vector that its field makes
  <V extends FieldVector> Columns with(Field field, Filler<V> filler) {
    FieldVector vector = field.createVector(allocator);
    vectors.add(vector);
    vector.allocateNew();
    filler.fill((V) vector);
    return this;
  }

  /** Returns a table of the same batch, so many times. */
  Table table(int rows, int batches) {
    vectors.forEach(vector -> vector.setValueCount(rows));
    VectorSchemaRoot root = new VectorSchemaRoot(vectors);
    root.setRowCount(rows);
    try (TableBuilder builder = new TableBuilder(allocator)) {
      for (int batch = 0; batch < batches; batch++) {
        builder.add(root, dictionaries);
      }
      return builder.build(root.getSchema());
    }
  }

  static Field field(String name, FieldType type, Field... children) {
    return new Field(name, type, List.of(children));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    vectors.forEach(FieldVector::close);
  }
}
