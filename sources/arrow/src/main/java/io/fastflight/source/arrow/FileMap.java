package io.fastflight.source.arrow;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * The pages of one file, mapped in windows as they are asked for and shared by all who read it.
 *
 * <p><b>Ownership:</b> counted by {@link FileMaps}: a user holds it, and so does each buffer that
 * {@link #body} made. <b>Threads:</b> any.
 */
final class FileMap {
  private final FileMaps owner;
  private final FileIdentity identity;
  private final long windowBytes;
  private final Map<Long, MappedByteBuffer> windows = new HashMap<>(); // under the lock of this

  // under the lock of the owner
  private int users;
  private long uses;

  FileMap(FileMaps owner, FileIdentity identity, long windowBytes) {
    this.windowBytes = windowBytes;
    this.owner = owner;
    this.identity = identity;
  }

  FileIdentity identity() {
    return identity;
  }

  /** Counts one user more. */
  void enter() {
    users++;
    uses++;
  }

  /** Counts one less, and returns whether there is none left. */
  boolean leave() {
    users--;
    return users == 0;
  }

  boolean isUsed() {
    return users > 0;
  }

  /** Returns a number that changes with each use. */
  long uses() {
    return uses;
  }

  /** Gives back what {@link FileMaps#acquire} gave. */
  void release() {
    owner.release(this);
  }

  /**
   * Returns {@code size} bytes of the file from {@code offset} on, as a buffer of a request:
   * counted by its allocator, never written to.
   *
   * @param file open, and with this map's identity
   * @return owned by the caller
   */
  ArrowBuf body(FileChannel file, long offset, long size, BufferAllocator allocator)
      throws IOException {
    if (size == 0) {
      return allocator.getEmpty();
    }
    long window = offset / windowBytes;
    return offset + size <= (window + 1) * windowBytes
        ? shared(windowed(file, window), offset % windowBytes, size, allocator)
        : alone(file.map(FileChannel.MapMode.READ_ONLY, offset, size), allocator);
  }

  private synchronized MappedByteBuffer windowed(FileChannel file, long window) throws IOException {
    MappedByteBuffer known = windows.get(window);
    if (known == null) {
      long start = window * windowBytes;
      long size = Math.min(windowBytes, identity.size() - start);
      known = file.map(FileChannel.MapMode.READ_ONLY, start, size);
      windows.put(window, known);
    }
    return known;
  }

  private ArrowBuf shared(
      MappedByteBuffer window, long offset, long size, BufferAllocator allocator) {
    owner.enter(this);
    try {
      long address = MemoryUtil.getByteBufferAddress(window) + offset;
      return wrapped(allocator, size, address, this::release);
    } catch (RuntimeException | Error refused) {
      release();
      throw refused;
    }
  }

  /** A body that lies across two windows has a map of its own. */
  private static ArrowBuf alone(MappedByteBuffer map, BufferAllocator allocator) {
    try {
      long address = MemoryUtil.getByteBufferAddress(map);
      return wrapped(allocator, map.capacity(), address, () -> Unmapping.unmap(map));
    } catch (RuntimeException | Error refused) {
      Unmapping.unmap(map);
      throw refused;
    }
  }

  private static ArrowBuf wrapped(
      BufferAllocator allocator, long size, long address, Runnable release) {
    ArrowBuf body =
        allocator.wrapForeignAllocation(
            new ForeignAllocation(size, address) {
              @Override
              protected void release0() {
                release.run();
              }
            });
    body.writerIndex(size);
    return body;
  }

  /** Unmaps all; nobody uses it any more. */
  void unmap() {
    List<MappedByteBuffer> mapped;
    synchronized (this) {
      mapped = new ArrayList<>(windows.values());
      windows.clear();
    }
    mapped.forEach(Unmapping::unmap);
  }
}
