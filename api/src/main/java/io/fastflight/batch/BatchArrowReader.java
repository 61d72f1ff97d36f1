package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Hands a {@link BatchReader} to code that speaks {@link ArrowReader}, such as DuckDB or the C data
 * interface.
 *
 * <p><b>Ownership:</b> takes the batch reader and closes it. Batches are shared, not copied: the
 * root of this reader holds its own references to the buffers.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class BatchArrowReader extends ArrowReader {
  private final BatchReader source;
  private @Nullable VectorSchemaRoot root;

  /**
   * Wraps {@code source}.
   *
   * @param allocator shares its root allocator with the batches; borrowed
   */
  public BatchArrowReader(BatchReader source, BufferAllocator allocator) {
    super(requireNonNull(allocator, "allocator"));
    this.source = requireNonNull(source, "source");
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    try {
      VectorSchemaRoot current = root;
      if (current == null) {
        current = VectorSchemaRoot.create(source.schema(), allocator);
        root = current;
      }
      return current;
    } catch (FastFlightException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    VectorSchemaRoot target = getVectorSchemaRoot();
    target.clear();
    try {
      if (!source.next()) {
        return false;
      }
      SharedBatch.into(source.batch(), target);
      return true;
    } catch (FastFlightException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  @Override
  public Map<Long, Dictionary> getDictionaryVectors() {
    Map<Long, Dictionary> found = new HashMap<>();
    getDictionaryIds().forEach(id -> found.put(id, lookup(id)));
    return found;
  }

  @Override
  public Dictionary lookup(long id) {
    return source.dictionaries().lookup(id);
  }

  @Override
  public Set<Long> getDictionaryIds() {
    return source.dictionaries().getDictionaryIds();
  }

  /** Returns 0: the bytes behind a batch reader are not counted here. */
  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  public void close(boolean closeReadSource) {
    List<AutoCloseable> owned = new ArrayList<>();
    if (root != null) {
      owned.add(root);
    }
    if (closeReadSource) {
      owned.add(source);
    }
    root = null;
    Closing.all(owned);
  }

  @Override
  protected void closeReadSource() {
    source.close();
  }

  @Override
  protected Schema readSchema() {
    return source.schema();
  }
}
