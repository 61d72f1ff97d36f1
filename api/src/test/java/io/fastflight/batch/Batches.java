package io.fastflight.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Small batches for the tests: numbers and texts, plain or dictionary-encoded. */
public final class Batches {
  /** A number, and the same number as a text. */
  public static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("text", ArrowType.Utf8.INSTANCE)));

  private Batches() {}

  /** Returns rows {@code first .. first + rows - 1}, owned by the caller. */
  public static VectorSchemaRoot batch(BufferAllocator allocator, long first, int rows) {
    VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator);
    BigIntVector ids = (BigIntVector) batch.getVector("id");
    VarCharVector texts = (VarCharVector) batch.getVector("text");
    for (int i = 0; i < rows; i++) {
      ids.setSafe(i, first + i);
      texts.setSafe(i, ("t" + (first + i)).getBytes(StandardCharsets.UTF_8));
    }
    batch.setRowCount(rows);
    return batch;
  }

  /** Returns the first column, row by row. */
  static List<Object> values(VectorSchemaRoot batch) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < batch.getRowCount(); i++) {
      values.add(batch.getVector(0).getObject(i));
    }
    return values;
  }

  /** Returns the first column of every batch that is left, row by row. */
  static List<Object> values(BatchReader reader) {
    List<Object> values = new ArrayList<>();
    while (reader.next()) {
      values.addAll(values(reader.batch()));
    }
    return values;
  }

  /** Returns an IPC stream of {@code batches} batches with 4 rows each. */
  static byte[] ipc(BufferAllocator allocator, int batches) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      return write(
          root,
          new MapDictionaryProvider(),
          batches,
          index -> {
            try (VectorSchemaRoot filled = batch(allocator, 4L * index, 4)) {
              root.clear();
              SharedBatch.into(filled, root);
            }
          });
    }
  }

  /** Prepares batch {@code index} in a root. */
  interface Filler {
    void fill(int index);
  }

  /** Writes a stream as any Arrow library does. */
  static byte[] write(
      VectorSchemaRoot root, DictionaryProvider dictionaries, int batches, Filler filler) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArrowStreamWriter writer = new ArrowStreamWriter(root, dictionaries, bytes)) {
      for (int i = 0; i < batches; i++) {
        filler.fill(i);
        writer.writeBatch();
      }
      writer.end();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static ArrowStreamReader arrowReader(byte[] ipc, BufferAllocator allocator) {
    return new ArrowStreamReader((InputStream) new ByteArrayInputStream(ipc), allocator);
  }

  /** Returns a dictionary of texts {@code v0, v1 ...}, whose vector the caller closes. */
  static Dictionary dictionary(BufferAllocator allocator, ArrowType.Int index, String... values) {
    VarCharVector vector = new VarCharVector("values", allocator);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
    }
    vector.setValueCount(values.length);
    return new Dictionary(vector, new DictionaryEncoding(7, false, index));
  }

  /** Returns one dictionary-encoded column {@code level} of the given indices; null is null. */
  static VectorSchemaRoot encoded(
      BufferAllocator allocator, Dictionary dictionary, Integer... indices) {
    DictionaryEncoding encoding = dictionary.getEncoding();
    Field field = new Field("level", new FieldType(true, encoding.getIndexType(), encoding), null);
    FieldVector vector = field.createVector(allocator);
    vector.allocateNew();
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] == null) {
        vector.setNull(i);
      } else {
        ((BaseIntVector) vector).setWithPossibleTruncate(i, indices[i]);
      }
    }
    VectorSchemaRoot root = new VectorSchemaRoot(List.of(field), List.of(vector));
    root.setRowCount(indices.length);
    return root;
  }
}
