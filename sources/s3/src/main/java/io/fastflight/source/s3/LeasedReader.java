package io.fastflight.source.s3;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ForwardingReader;

/** Reads files that must stay where they are until it is closed. */
final class LeasedReader extends ForwardingReader {
  private final ObjectCache.Lease lease;

  /** Takes both. */
  LeasedReader(BatchReader reader, ObjectCache.Lease lease) {
    super(reader);
    this.lease = lease;
  }

  @Override
  public void close() {
    try (lease) {
      super.close();
    }
  }
}
