package io.fastflight.batch;

import java.util.OptionalLong;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Says how far a read has come.
 *
 * @param rows of all batches so far
 * @param bytes their buffers hold; what is shared with other batches is counted in full
 * @param expectedRows how many rows there will be in all, where the reader knows
 */
public record ReadProgress(long rows, long bytes, OptionalLong expectedRows) {
  /** Nothing so far. */
  public static final ReadProgress NONE = new ReadProgress(0, 0, OptionalLong.empty());

  /** Returns how many bytes the buffers of a batch hold, as {@link #bytes} counts them. */
  public static long bytesOf(VectorSchemaRoot batch) {
    return batch.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
  }

  /**
   * Is told of each batch.
   *
   * <p><b>Threads:</b> called by the reading thread, before the batch is handed out: quick.
   */
  public interface Listener {
    /** Takes note. */
    void progressed(ReadProgress progress);
  }
}
