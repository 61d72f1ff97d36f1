package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Reads on behalf of another reader, and tells a listener how far it has come.
 *
 * <p><b>Ownership:</b> takes the reader. <b>Threads:</b> as the reader.
 */
public final class ProgressReader extends ForwardingReader {
  private final ReadProgress.Listener listener;
  private long rows;
  private long bytes;

  /** Wraps {@code source}. */
  public ProgressReader(BatchReader source, ReadProgress.Listener listener) {
    super(source);
    this.listener = requireNonNull(listener, "listener");
  }

  @Override
  public boolean next() {
    if (!super.next()) {
      return false;
    }
    VectorSchemaRoot batch = batch();
    rows += batch.getRowCount();
    bytes += ReadProgress.bytesOf(batch);
    listener.progressed(new ReadProgress(rows, bytes, expectedRows()));
    return true;
  }
}
