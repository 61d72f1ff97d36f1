package io.fastflight.client;

import io.fastflight.batch.ReadProgress;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Adds up what a collecting read has got, over all its streams, and tells a listener.
 *
 * <p><b>Threads:</b> any; the listener is told by one at a time.
 */
final class ProgressTally {
  private final ReadProgress.Listener listener;

  // under the lock of this
  private long rows;
  private long bytes;

  ProgressTally(ReadProgress.Listener listener) {
    this.listener = listener;
  }

  /** One stream's part: begins again with its stream. */
  final class Part {
    private long partRows;
    private long partBytes;

    void add(VectorSchemaRoot batch, OptionalLong expectedRows) {
      long size = ReadProgress.bytesOf(batch);
      partRows += batch.getRowCount();
      partBytes += size;
      count(batch.getRowCount(), size, expectedRows);
    }

    /** Takes back what was dropped. */
    void reset() {
      count(-partRows, -partBytes, OptionalLong.empty());
      partRows = 0;
      partBytes = 0;
    }
  }

  private synchronized void count(long moreRows, long moreBytes, OptionalLong expectedRows) {
    rows += moreRows;
    bytes += moreBytes;
    listener.progressed(new ReadProgress(rows, bytes, expectedRows));
  }
}
