package io.fastflight.wire;

import io.fastflight.batch.BatchReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads batches made beforehand. <b>Ownership:</b> owns the batches and the dictionaries. */
final class PreparedBatches implements BatchReader {
  private final Schema schema;
  private final List<VectorSchemaRoot> batches;
  private final MapDictionaryProvider dictionaries;
  private int position = -1;

  private PreparedBatches(
      Schema schema, List<VectorSchemaRoot> batches, MapDictionaryProvider dictionaries) {
    this.schema = schema;
    this.batches = batches;
    this.dictionaries = dictionaries;
  }

  /** Takes all, of which there is at least one batch. */
  static PreparedBatches of(List<VectorSchemaRoot> batches, MapDictionaryProvider dictionaries) {
    return new PreparedBatches(batches.get(0).getSchema(), new ArrayList<>(batches), dictionaries);
  }

  static PreparedBatches of(VectorSchemaRoot... batches) {
    return of(List.of(batches), new MapDictionaryProvider());
  }

  /** Takes the vectors, each the only column of its batch. */
  static PreparedBatches ofColumn(Field field, FieldVector... vectors) {
    List<VectorSchemaRoot> batches = new ArrayList<>();
    for (FieldVector vector : vectors) {
      batches.add(new VectorSchemaRoot(List.of(field), List.of(vector), vector.getValueCount()));
    }
    return of(batches, new MapDictionaryProvider());
  }

  /** Returns how many times {@link #next} was called. */
  int reads() {
    return position + 1;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    position++;
    return position < batches.size();
  }

  @Override
  public VectorSchemaRoot batch() {
    return batches.get(position);
  }

  @Override
  public MapDictionaryProvider dictionaries() {
    return dictionaries;
  }

  @Override
  public void close() {
    batches.forEach(VectorSchemaRoot::close);
    batches.clear();
    dictionaries.close();
  }
}
