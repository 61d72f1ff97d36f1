package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads on behalf of another reader, and tells a listener how far it has come.
 *
 * <p><b>Ownership:</b> takes the reader. <b>Threads:</b> as the reader.
 */
public final class ProgressReader implements BatchReader {
  private final BatchReader source;
  private final ReadProgress.Listener listener;
  private long rows;
  private long bytes;

  /** Wraps {@code source}. */
  public ProgressReader(BatchReader source, ReadProgress.Listener listener) {
    this.source = requireNonNull(source, "source");
    this.listener = requireNonNull(listener, "listener");
  }

  @Override
  public Schema schema() {
    return source.schema();
  }

  @Override
  public boolean next() {
    if (!source.next()) {
      return false;
    }
    VectorSchemaRoot batch = source.batch();
    rows += batch.getRowCount();
    bytes += ReadProgress.bytesOf(batch);
    listener.progressed(new ReadProgress(rows, bytes, source.expectedRows()));
    return true;
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
