package io.fastflight.wire;

import io.netty.buffer.ByteBuf;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches into gRPC where its public interfaces would copy: the one class that does.
 *
 * <p>gRPC has a message drained into an {@link OutputStream}, which takes arrays only, so each body
 * would be copied twice. The stream that it uses for messages of unknown length keeps a list of
 * buffers, which become the message as they are; a Netty buffer over Arrow memory is put into that
 * list.
 *
 * <p>Looked up once, when the class is loaded. Where gRPC has changed, one line is logged and the
 * public way, with its copies, is used.
 */
final class GrpcInternals {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcInternals.class);

  /** The stream gRPC has a message of unknown length drained into. */
  private static final String CHAIN = "io.grpc.internal.MessageFramer$BufferChainOutputStream";

  private static final @Nullable GrpcInternals FOUND = find(CHAIN);

  private final Class<?> chainClass;
  private final MethodHandle bufferList;
  private final MethodHandle newWritableBuffer;

  private GrpcInternals(Class<?> chainClass, MethodHandle bufferList, MethodHandle newBuffer) {
    this.chainClass = chainClass;
    this.bufferList = bufferList;
    this.newWritableBuffer = newBuffer;
  }

  /** Returns whether the gRPC on the class path is one that {@link #append} knows. */
  static boolean available() {
    return FOUND != null;
  }

  /**
   * Adds bytes to the message that is being drained into {@code target}, uncopied.
   *
   * @param bytes makes what is added, which is taken; called only where that can be done
   * @return false if {@code target} is no stream of gRPC's that this works with
   */
  static boolean append(OutputStream target, Supplier<ByteBuf> bytes) {
    GrpcInternals internals = FOUND;
    if (internals == null || !internals.chainClass.isInstance(target)) {
      return false;
    }
    internals.add(target, bytes.get());
    return true;
  }

  @SuppressWarnings("unchecked")
  private void add(OutputStream target, ByteBuf bytes) {
    try {
      List<Object> buffers = (List<Object>) bufferList.invoke((Object) target);
      buffers.add(newWritableBuffer.invoke(bytes));
    } catch (Throwable impossible) {
      throw new IllegalStateException("gRPC's buffers were found and cannot be used.", impossible);
    }
  }

  static @Nullable GrpcInternals find(String chainClass) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> chain = Class.forName(chainClass);
      Field list = chain.getDeclaredField("bufferList");
      list.setAccessible(true);
      Constructor<?> buffer =
          Class.forName("io.grpc.netty.NettyWritableBuffer").getDeclaredConstructor(ByteBuf.class);
      buffer.setAccessible(true);
      return new GrpcInternals(
          chain, lookup.unreflectGetter(list), lookup.unreflectConstructor(buffer));
    } catch (ReflectiveOperationException | RuntimeException changed) {
      LOG.warn(
          "This gRPC is not the one FastFlight knows ({}): batches are copied before they are sent, which is slower.",
          changed.toString());
      return null;
    }
  }
}
