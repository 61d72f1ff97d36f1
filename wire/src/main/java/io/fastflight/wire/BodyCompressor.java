package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Compression;
import io.fastflight.wire.AssembledBatch.BodyBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;

/**
 * Compresses the bodies of one stream, where that saves something.
 *
 * <p>A body that does not shrink by a tenth is left as it is, and the next one is not tried; after
 * every further failure twice as many are not tried, up to 64. So a stream of what cannot be
 * compressed costs little, and one that turns compressible is found out. Within a body that
 * shrinks, a buffer that does not is copied.
 *
 * <p><b>Ownership:</b> holds nothing between two bodies. <b>Threads:</b> used by one at a time.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#compression">Arrow IPC,
 *     compression</a>
 */
final class BodyCompressor {
  /** Below this the lengths and frame headers eat up what is saved. */
  static final int MIN_BODY_BYTES = 1024;

  /** A body must shrink by this part, or reading it costs more than sending it whole. */
  private static final int LEAST_SAVED_PART = 10;

  static final int MAX_SKIPPED = 64;

  /** Stands before a compressed buffer: its length as it was. */
  private static final long LENGTH_BYTES = Long.BYTES;

  /** Stands in place of a length before a buffer left as it is. */
  private static final long NOT_COMPRESSED = -1;

  private final CodecType type;
  private int skipped;
  private int toSkip;

  private BodyCompressor(CodecType type) {
    this.type = type;
  }

  /** Returns a compressor, or empty for {@link Compression#NONE}. */
  static Optional<BodyCompressor> of(Compression compression) {
    return switch (requireNonNull(compression, "compression")) {
      case NONE -> Optional.empty();
      case LZ4 -> Optional.of(new BodyCompressor(CodecType.LZ4_FRAME));
      case ZSTD -> Optional.of(new BodyCompressor(CodecType.ZSTD));
    };
  }

  /**
   * Compresses a body, or returns empty where it should go as it is: too small, not smaller by a
   * tenth, not tried, or no memory to do it with.
   *
   * @param buffers each as its parts, which are written one after the other; borrowed
   * @param root owns the result, which is returned owned
   */
  Optional<CompressedBody> compress(List<List<ArrowBuf>> buffers, BufferAllocator root) {
    long plainBytes = buffers.stream().mapToLong(parts -> WireFrame.padded(length(parts))).sum();
    if (plainBytes < MIN_BODY_BYTES) {
      return Optional.empty();
    }
    if (toSkip > 0) {
      toSkip--;
      return Optional.empty();
    }
    Optional<CompressedBody> body = attempt(buffers, plainBytes, root);
    skipped = body.isPresent() ? 0 : Math.min(MAX_SKIPPED, Math.max(1, 2 * skipped));
    toSkip = skipped;
    return body;
  }

  /**
   * Returns the batch compressed where that saves enough, or as it is.
   *
   * @param batch taken
   * @return owned by the caller
   */
  AssembledBatch compress(AssembledBatch batch) {
    try {
      List<List<ArrowBuf>> buffers = batch.buffers().stream().map(BodyBuffer::parts).toList();
      return root(buffers).flatMap(root -> compress(buffers, root)).map(batch::with).orElse(batch);
    } catch (Throwable failure) {
      batch.close();
      throw failure;
    }
  }

  /** Returns the root of what counts the buffers; empty if there is none with bytes. */
  private static Optional<BufferAllocator> root(List<List<ArrowBuf>> buffers) {
    return buffers.stream()
        .flatMap(List::stream)
        .filter(part -> part.getReferenceManager() != ReferenceManager.NO_OP)
        .findFirst()
        .map(part -> part.getReferenceManager().getAllocator().getRoot());
  }

  private Optional<CompressedBody> attempt(
      List<List<ArrowBuf>> buffers, long plainBytes, BufferAllocator root) {
    long most = plainBytes - plainBytes / LEAST_SAVED_PART;
    try (ArrowBuf scratch = root.buffer(most);
        BodyCodec codec = BodyCodec.of(type)) {
      List<Long> lengths = new ArrayList<>();
      long at = 0;
      for (List<ArrowBuf> parts : buffers) {
        long length = write(parts, codec, scratch.slice(at, most - at), root);
        if (length < 0 || WireFrame.padded(at + length) > most) {
          return Optional.empty();
        }
        lengths.add(length);
        at = WireFrame.padded(at + length);
      }
      return Optional.of(new CompressedBody(cut(scratch, at, lengths, root), type));
    } catch (OutOfMemoryException noMemory) {
      return Optional.empty(); // it needs none to go as it is
    }
  }

  /** Returns how many bytes of {@code into} a buffer takes, or -1 if it does not fit. */
  private static long write(
      List<ArrowBuf> parts, BodyCodec codec, ArrowBuf into, BufferAllocator root) {
    long length = length(parts);
    if (length == 0) {
      return 0; // not even a length, as the format allows
    }
    if (parts.size() == 1) {
      return write(parts.get(0), codec, into);
    }
    try (ArrowBuf whole = root.buffer(length)) {
      for (ArrowBuf part : parts) {
        whole.setBytes(whole.writerIndex(), part, part.readerIndex(), part.readableBytes());
        whole.writerIndex(whole.writerIndex() + part.readableBytes());
      }
      return write(whole, codec, into);
    }
  }

  private static long write(ArrowBuf buffer, BodyCodec codec, ArrowBuf into) {
    long length = buffer.readableBytes();
    long room = into.capacity() - LENGTH_BYTES;
    int most = Math.toIntExact(Math.min(room, length - 1)); // a body has at most 1 GiB
    if (most > 0) {
      ByteBuffer from = buffer.nioBuffer(buffer.readerIndex(), (int) length);
      int compressed = codec.compress(from, into.nioBuffer(LENGTH_BYTES, most));
      if (compressed != BodyCodec.TOO_LONG) {
        into.setLong(0, length);
        return LENGTH_BYTES + compressed;
      }
    }
    if (length > room) {
      return -1;
    }
    into.setLong(0, NOT_COMPRESSED);
    into.setBytes(LENGTH_BYTES, buffer, buffer.readerIndex(), length);
    return LENGTH_BYTES + length;
  }

  /** Copies what was written into memory of its own size; a frame may wait long for its peer. */
  private static List<ArrowBuf> cut(
      ArrowBuf scratch, long bytes, List<Long> lengths, BufferAllocator root) {
    ArrowBuf body = root.buffer(bytes);
    body.setBytes(0, scratch, 0, bytes);
    List<ArrowBuf> buffers = new ArrayList<>();
    long at = 0;
    for (long length : lengths) {
      if (length == 0) {
        buffers.add(ColumnBuffers.NOTHING);
      } else {
        body.getReferenceManager().retain();
        buffers.add(body.slice(at, length));
        at = WireFrame.padded(at + length);
      }
    }
    body.getReferenceManager().release();
    return buffers;
  }

  private static long length(List<ArrowBuf> parts) {
    return parts.stream().mapToLong(ArrowBuf::readableBytes).sum();
  }
}
