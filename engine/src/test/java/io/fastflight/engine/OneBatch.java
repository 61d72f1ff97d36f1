package io.fastflight.engine;

import io.fastflight.batch.BatchReader;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads one batch, made as the test wants it. */
final class OneBatch implements BatchReader {
  private final VectorSchemaRoot batch;
  private final MapDictionaryProvider dictionaries;
  private boolean read;

  OneBatch(Schema schema, BufferAllocator allocator, Consumer<VectorSchemaRoot> filler) {
    this(schema, allocator, filler, new MapDictionaryProvider());
  }

  /** Takes the dictionaries. */
  OneBatch(
      Schema schema,
      BufferAllocator allocator,
      Consumer<VectorSchemaRoot> filler,
      MapDictionaryProvider dictionaries) {
    this.batch = VectorSchemaRoot.create(schema, allocator);
    this.dictionaries = dictionaries;
    batch.allocateNew();
    filler.accept(batch);
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
