package io.fastflight.source.duckdb;

import io.fastflight.error.DataServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads Arrow IPC files, or streams in files, one after the other as one stream.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
final class IpcFiles extends ArrowReader {
  private static final byte[] FILE_MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private final BufferAllocator memory;
  private final Iterator<Path> rest;
  private final Schema schema;
  private ArrowReader current;
  private Path file;
  private long readBefore;
  private volatile @Nullable RuntimeException failure;

  /**
   * Opens the first.
   *
   * @param files one at least, all of one schema
   */
  IpcFiles(List<Path> files, BufferAllocator allocator) throws IOException {
    super(allocator);
    this.memory = allocator;
    this.rest = files.iterator();
    this.file = rest.next();
    this.current = open(file, allocator);
    try {
      this.schema = current.getVectorSchemaRoot().getSchema();
    } catch (IOException | RuntimeException broken) {
      current.close();
      throw failed(broken);
    }
  }

  /** Returns why reading failed, if it did: DuckDB has no more of it than a text. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return current.getVectorSchemaRoot();
  }

  @Override
  public Map<Long, Dictionary> getDictionaryVectors() throws IOException {
    return current.getDictionaryVectors();
  }

  @Override
  public Dictionary lookup(long id) {
    return current.lookup(id);
  }

  @Override
  public Set<Long> getDictionaryIds() {
    return current.getDictionaryIds();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    try {
      while (!current.loadNextBatch()) {
        if (!rest.hasNext()) {
          return false;
        }
        advance();
      }
      return true;
    } catch (IOException | RuntimeException broken) {
      failure = failed(broken);
      throw broken;
    }
  }

  @Override
  public long bytesRead() {
    return readBefore + current.bytesRead();
  }

  @Override
  public void close() throws IOException {
    current.close();
  }

  @Override
  public void close(boolean closeReadSource) throws IOException {
    current.close(closeReadSource);
  }

  @Override
  protected void closeReadSource() throws IOException {
    current.close();
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }

  private void advance() throws IOException {
    readBefore += current.bytesRead();
    Path next = rest.next();
    ArrowReader opened = open(next, memory);
    current.close();
    current = opened;
    file = next;
    Schema other = opened.getVectorSchemaRoot().getSchema();
    if (!other.equals(schema)) {
      throw new IOException("it has the schema %s, the files before %s".formatted(other, schema));
    }
  }

  private RuntimeException failed(Exception broken) {
    return broken instanceof OutOfMemoryException full
        ? full
        : new DataServiceException(
            "Data file '%s' cannot be read as Arrow IPC: %s"
                .formatted(file.getFileName(), broken.getMessage()),
            broken);
  }

  private static ArrowReader open(Path file, BufferAllocator allocator) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      ByteBuffer start = ByteBuffer.allocate(FILE_MAGIC.length);
      channel.read(start, 0);
      CommonsCompressionFactory codecs = CommonsCompressionFactory.INSTANCE;
      return Arrays.equals(start.array(), FILE_MAGIC)
          ? new ArrowFileReader(channel, allocator, codecs)
          : new ArrowStreamReader(channel, allocator, codecs);
    } catch (IOException | RuntimeException broken) {
      channel.close();
      throw broken;
    }
  }
}
