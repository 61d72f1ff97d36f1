package io.fastflight.source.arrow;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a file in memory, as a buffer of a request: counted by its allocator, never written
 * to, unmapped with its last reference.
 */
final class MappedBody extends ForeignAllocation {
  private static final @Nullable Unmapping UNMAPPING = Unmapping.find();

  private final MappedByteBuffer map;

  private MappedBody(MappedByteBuffer map) {
    super(map.capacity(), MemoryUtil.getByteBufferAddress(map));
    this.map = map;
  }

  /**
   * Maps {@code size} bytes of {@code file} from {@code offset} on.
   *
   * @return owned by the caller
   */
  static ArrowBuf map(FileChannel file, long offset, long size, BufferAllocator allocator)
      throws IOException {
    if (size == 0) {
      return allocator.getEmpty();
    }
    MappedByteBuffer map = file.map(FileChannel.MapMode.READ_ONLY, offset, size);
    try {
      ArrowBuf body = allocator.wrapForeignAllocation(new MappedBody(map));
      body.writerIndex(size);
      return body;
    } catch (RuntimeException | Error refused) {
      unmap(map);
      throw refused;
    }
  }

  @Override
  protected void release0() {
    unmap(map);
  }

  /** Without this, maps would pile up until the collector comes, and a process has 65,530. */
  private static void unmap(MappedByteBuffer map) {
    Unmapping unmapping = UNMAPPING;
    if (unmapping != null) {
      unmapping.run(map);
    }
  }

  /**
   * The JDK's one way to unmap before Java 22, found by reflection: javac warns of the class in a
   * way that nothing silences. Without it the collector unmaps.
   */
  private record Unmapping(Object unsafe, Method cleaner) {
    static @Nullable Unmapping find() {
      try {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object found = instance.get(null);
        Method cleaner = unsafe.getMethod("invokeCleaner", ByteBuffer.class);
        return found == null ? null : new Unmapping(found, cleaner);
      } catch (ReflectiveOperationException | RuntimeException notHere) {
        return null;
      }
    }

    void run(MappedByteBuffer map) {
      try {
        Object unusedNothing = cleaner.invoke(unsafe, map);
      } catch (ReflectiveOperationException stays) {
        // the collector unmaps it
      }
    }
  }
}
