package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads on behalf of another reader: for readers that count, watch or change what another gives,
 * and would else forget its dictionaries or its number of rows.
 *
 * <p><b>Ownership:</b> takes the reader. <b>Threads:</b> as the reader.
 */
public abstract class ForwardingReader implements BatchReader {
  private final BatchReader source;

  /** Reads on behalf of {@code source}. */
  protected ForwardingReader(BatchReader source) {
    this.source = requireNonNull(source, "source");
  }

  /** Returns the reader that this one reads for. */
  protected final BatchReader source() {
    return source;
  }

  @Override
  public Schema schema() {
    return source.schema();
  }

  @Override
  public boolean next() {
    return source.next();
  }

  @Override
  public VectorSchemaRoot batch() {
    return source.batch();
  }

  @Override
  public DictionaryProvider dictionaries() {
    return source.dictionaries();
  }

  @Override
  public OptionalLong expectedRows() {
    return source.expectedRows();
  }

  @Override
  public void close() {
    source.close();
  }
}
