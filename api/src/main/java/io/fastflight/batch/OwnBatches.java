package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Gives each batch of a reader a root of its own: the buffers are shared, not copied, but for
 * dictionary-encoded columns, which are decoded, since a batch by itself has no dictionary.
 *
 * <p><b>Ownership:</b> owns the reader it opens. A root is the receiver's to close, and may outlive
 * the reader, though not the allocator of its batches.
 */
public final class OwnBatches implements PullSource<VectorSchemaRoot> {
  private final Supplier<? extends BatchReader> opener;
  private final Runnable waking;
  private BatchReader reader = new EmptyReader();

  /**
   * Creates a source over the reader that {@code opener} will open.
   *
   * @param waking makes a blocked opener or reader fail; called from any thread, at most once
   */
  public OwnBatches(Supplier<? extends BatchReader> opener, Runnable waking) {
    this.opener = requireNonNull(opener, "opener");
    this.waking = requireNonNull(waking, "waking");
  }

  @Override
  public void open() {
    reader = opener.get();
    DecodedBatch.requireDecodable(reader.schema());
  }

  @Override
  public Optional<VectorSchemaRoot> next() {
    return reader.next()
        ? Optional.of(DecodedBatch.of(reader.batch(), reader.dictionaries()))
        : Optional.empty();
  }

  @Override
  public void cancel() {
    waking.run();
  }

  @Override
  public void close() {
    reader.close();
  }
}
