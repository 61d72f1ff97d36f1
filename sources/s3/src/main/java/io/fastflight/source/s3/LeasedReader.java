package io.fastflight.source.s3;

import io.fastflight.batch.BatchReader;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads files that must stay where they are until it is closed.
 *
 * @param reader taken
 * @param lease taken
 */
record LeasedReader(BatchReader reader, ObjectCache.Lease lease) implements BatchReader {
  @Override
  public Schema schema() {
    return reader.schema();
  }

  @Override
  public boolean next() {
    return reader.next();
  }

  @Override
  public VectorSchemaRoot batch() {
    return reader.batch();
  }

  @Override
  public DictionaryProvider dictionaries() {
    return reader.dictionaries();
  }

  @Override
  public OptionalLong expectedRows() {
    return reader.expectedRows();
  }

  @Override
  public void close() {
    try (lease) {
      reader.close();
    }
  }
}
