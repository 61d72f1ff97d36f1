package io.fastflight.parquet;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.InternalFaultException;
import io.fastflight.service.Compression;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.StreamTotals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Holds a file that is written, and gives it out in pieces. On Unix it has no name any more: the
 * system frees it when it is closed, whatever becomes of this process.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class ParquetFile implements AutoCloseable {
  static final int PIECE_BYTES = 256 * 1024;

  private final FileChannel channel;
  private final long size;
  private final StreamTotals totals;
  private long position;

  private ParquetFile(FileChannel channel, StreamTotals totals) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    this.totals = totals;
  }

  /** Writes all that {@code reader} has into a new file in {@code folder}. */
  static ParquetFile write(BatchReader reader, Compression compression, Path folder) {
    try {
      Path path = Files.createTempFile(folder, "fastflight-", ".parquet"); // for its owner only
      try {
        return opened(path, new CopyToParquet(path, compression).copy(reader));
      } catch (Throwable failure) {
        Files.deleteIfExists(path);
        throw failure;
      }
    } catch (IOException failure) {
      throw new InternalFaultException(
          "The server could not keep a Parquet file until it is sent; its log says why.", failure);
    }
  }

  private static ParquetFile opened(Path path, StreamTotals totals) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
    try {
      return new ParquetFile(channel, totals);
    } catch (Throwable failure) {
      try (channel) {
        throw failure;
      }
    }
  }

  StreamTotals totals() {
    return totals;
  }

  /** Returns the next piece, owned by the caller, or nothing at the end. */
  Optional<ByteMessage> next() {
    int length = (int) Math.min(PIECE_BYTES, size - position);
    if (length == 0) {
      return Optional.empty();
    }
    ByteBuf piece = ByteBufAllocator.DEFAULT.directBuffer(length);
    try {
      while (piece.readableBytes() < length) {
        int missing = length - piece.readableBytes();
        int read = piece.writeBytes(channel, position, missing);
        if (read < 0) {
          throw new EOFException("at " + position + " of " + size + " bytes");
        }
        position += read;
      }
      return Optional.of(new ByteMessage(piece));
    } catch (IOException failure) {
      piece.release();
      throw new InternalFaultException(
          "The server could not read back a Parquet file; its log says why.", failure);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new InternalFaultException("A Parquet file could not be closed.", failure);
    }
  }
}
