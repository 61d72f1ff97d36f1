package io.fastflight.wire;

import io.grpc.HasByteBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Shows a body that arrived to Arrow where it lies, in the memory the socket was read into.
 *
 * <p>Only where that is worth it: a body in many small parts, or one that would keep a segment of
 * many times its size, is better copied.
 *
 * <p><b>Ownership:</b> holds the stream of bytes until the last of the buffers is released, on
 * whatever thread.
 */
final class ArrivedBody {
  /** Each part is this long on average, or the body is copied: a segment has 2 MiB. */
  static final int MIN_PART_BYTES = 400 * 1024;

  private final InputStream bytes;
  private final AtomicInteger open;

  private ArrivedBody(InputStream bytes, int parts) {
    this.bytes = bytes;
    this.open = new AtomicInteger(parts);
  }

  /** One part: where it begins and how long it is. */
  private record Part(long address, long length) {}

  /**
   * Reads {@code length} bytes of {@code in} without copying them.
   *
   * @param in gRPC's own, detached and marked; taken if the answer is not empty
   * @param allocator counts the bytes; borrowed
   * @return the parts of the body, owned by the caller, or nothing where it is better copied: then
   *     {@code in} was read on and is to be reset
   */
  static List<ArrowBuf> share(InputStream in, int length, BufferAllocator allocator)
      throws IOException {
    List<Part> parts = parts(in, length);
    if (parts.isEmpty() || length / parts.size() < MIN_PART_BYTES) {
      return List.of();
    }
    ArrivedBody body = new ArrivedBody(in, parts.size());
    List<ArrowBuf> buffers = new ArrayList<>();
    try {
      for (Part part : parts) {
        buffers.add(body.buffer(part, allocator));
      }
    } catch (Throwable failure) { // no memory: the parts that were made, and those that were not
      buffers.forEach(buffer -> buffer.getReferenceManager().release());
      for (int i = buffers.size(); i < parts.size(); i++) {
        body.released();
      }
      throw failure;
    }
    return buffers;
  }

  /** Returns nothing if the bytes cannot be shown to Arrow. */
  private static List<Part> parts(InputStream in, int length) throws IOException {
    List<Part> parts = new ArrayList<>();
    HasByteBuffer source = (HasByteBuffer) in;
    for (int at = 0; at < length; ) {
      ByteBuffer next = source.getByteBuffer();
      if (next == null || !next.hasRemaining() || !next.isDirect()) {
        return List.of();
      }
      int count = Math.min(next.remaining(), length - at);
      add(parts, new Part(MemoryUtil.getByteBufferAddress(next) + next.position(), count));
      in.skipNBytes(count);
      at += count;
    }
    return parts;
  }

  private static void add(List<Part> parts, Part next) {
    int end = parts.size() - 1;
    if (end >= 0 && parts.get(end).address() + parts.get(end).length() == next.address()) {
      Part before = parts.remove(end);
      parts.add(new Part(before.address(), before.length() + next.length()));
    } else {
      parts.add(next);
    }
  }

  private ArrowBuf buffer(Part part, BufferAllocator allocator) {
    ForeignAllocation memory =
        new ForeignAllocation(part.length(), part.address()) {
          @Override
          protected void release0() {
            released();
          }
        };
    return allocator.wrapForeignAllocation(memory).writerIndex(part.length());
  }

  private void released() {
    if (open.decrementAndGet() == 0) {
      try {
        bytes.close();
      } catch (IOException impossible) {
        throw new IllegalStateException("Memory of gRPC could not be given back.", impossible);
      }
    }
  }
}
