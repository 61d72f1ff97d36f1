package io.fastflight.source.arrow;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's one way to unmap before Java 22, found by reflection: javac warns of the class in a way
 * that nothing silences. Without it the collector unmaps.
 */
record Unmapping(Object unsafe, Method cleaner) {
  private static final @Nullable Unmapping FOUND = find();

  /** Unmaps now; without it maps pile up until the collector comes. */
  static void unmap(MappedByteBuffer map) {
    Unmapping found = FOUND;
    if (found != null) {
      found.run(map);
    }
  }

  private static @Nullable Unmapping find() {
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

  private void run(MappedByteBuffer map) {
    try {
      Object unusedNothing = cleaner.invoke(unsafe, map);
    } catch (ReflectiveOperationException stays) {
      // the collector unmaps it
    }
  }
}
