package io.fastflight.policy.column;

import io.fastflight.batch.BatchReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads rows that are counted, seven a batch, each with a name. */
final class CountingReader implements BatchReader {
  static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("name", ArrowType.Utf8.INSTANCE)));
  private static final int BATCH = 7;

  private final int rows;
  private final BufferAllocator memory;
  private VectorSchemaRoot batch = VectorSchemaRoot.of();
  private boolean renamed;
  private int read;

  CountingReader(int rows, BufferAllocator memory) {
    this.rows = rows;
    this.memory = memory;
  }

  void renameColumns() {
    renamed = true;
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public boolean next() {
    batch.close();
    batch = VectorSchemaRoot.create(renamed ? swapped() : SCHEMA, memory);
    int count = Math.min(BATCH, rows - read);
    for (int i = 0; i < count; i++) {
      ((BigIntVector) batch.getVector(renamed ? "name" : "id")).setSafe(i, read + i);
      ((VarCharVector) batch.getVector(renamed ? "id" : "name"))
          .setSafe(i, ("name" + (read + i)).getBytes(StandardCharsets.UTF_8));
    }
    batch.setRowCount(count);
    read += count;
    return count > 0;
  }

  private static Schema swapped() {
    return new Schema(
        List.of(
            Field.nullable("name", new ArrowType.Int(64, true)),
            Field.nullable("id", ArrowType.Utf8.INSTANCE)));
  }

  @Override
  public VectorSchemaRoot batch() {
    return batch;
  }

  @Override
  public OptionalLong expectedRows() {
    return OptionalLong.of(rows);
  }

  @Override
  public void close() {
    batch.close();
  }

  /** Returns all rows of a reader of such rows, whatever became of the names. */
  static List<String> rows(BatchReader reader) {
    List<String> rows = new ArrayList<>();
    while (reader.next()) {
      VectorSchemaRoot batch = reader.batch();
      for (int row = 0; row < batch.getRowCount(); row++) {
        String name =
            batch.getVector("name") == null
                ? ""
                : String.valueOf(batch.getVector("name").getObject(row));
        rows.add(batch.getVector("id").getObject(row) + ":" + name);
      }
    }
    return rows;
  }
}
