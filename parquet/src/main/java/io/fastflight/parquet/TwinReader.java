package io.fastflight.parquet;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.wire.StreamTotals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Hands DuckDB batches under a schema that has the same buffers: see {@link ParquetTypes}. Keeps
 * the failure of the batches' reader, of which DuckDB passes on no more than a text.
 *
 * <p><b>Ownership:</b> borrows the batches' reader.
 */
final class TwinReader extends ArrowReader {
  /** What is to stay free on the disk; the file is not the only one there. */
  static final long MIN_FREE_BYTES = 256L << 20;

  private final BatchReader source;
  private final Begun begun;
  private @Nullable VectorSchemaRoot root;
  private @Nullable Throwable failure;
  private boolean first = true;
  private boolean atEnd;
  private long rows;
  private long batches;

  /**
   * What is known when the first batch is there.
   *
   * @param schema with the same buffers as the reader's
   * @param found whether there is one
   * @param file where the rows go
   */
  record Begun(Schema schema, boolean found, Path file) {}

  TwinReader(BatchReader source, Begun begun, BufferAllocator allocator) {
    super(allocator);
    this.source = source;
    this.begun = begun;
  }

  /** Returns what the source threw. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Returns whether all batches were handed out. */
  boolean isAtEnd() {
    return atEnd;
  }

  StreamTotals totals() {
    return new StreamTotals(rows, batches);
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() {
    VectorSchemaRoot current = root;
    if (current == null) {
      current = VectorSchemaRoot.create(begun.schema, allocator);
      root = current;
    }
    return current;
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    VectorSchemaRoot target = getVectorSchemaRoot();
    target.clear();
    try {
      atEnd = atEnd || !advance();
      if (atEnd) {
        return false;
      }
      requireDisk();
      VectorSchemaRoot batch = source.batch();
      try (ArrowRecordBatch shared = new VectorUnloader(batch).getRecordBatch()) {
        new VectorLoader(target).load(shared);
      }
      rows += batch.getRowCount();
      batches++;
      return true;
    } catch (Throwable thrown) {
      failure = thrown;
      throw new IOException("The source failed.", thrown);
    }
  }

  private boolean advance() {
    boolean found = first ? begun.found : source.next();
    first = false;
    return found;
  }

  private void requireDisk() {
    long free = begun.file.toFile().getUsableSpace();
    if (free < MIN_FREE_BYTES) {
      throw new ResourceExhaustedException(
          "The server has no disk for more of this Parquet file after %s rows. Ask for fewer rows, or for format=arrow-file, which needs none."
              .formatted(rows));
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

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  public void close() {
    close(false);
  }

  @Override
  public void close(boolean closeReadSource) {
    VectorSchemaRoot held = root;
    root = null;
    if (held != null) {
      held.close();
    }
  }

  @Override
  protected void closeReadSource() {}

  @Override
  protected Schema readSchema() {
    return begun.schema;
  }
}
