package io.fastflight.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Shows an Arrow buffer to Netty without copying it.
 *
 * <p><b>Ownership:</b> takes one reference to the Arrow buffer, released with this buffer, on
 * whatever thread writes it out.
 */
final class ArrowByteBuf extends UnpooledDirectByteBuf {
  private static final ByteBufAllocator HEAPLESS = UnpooledByteBufAllocator.DEFAULT;

  private final ArrowBuf source;

  private ArrowByteBuf(ArrowBuf source, int bytes) {
    super(HEAPLESS, source.nioBuffer(source.readerIndex(), bytes), bytes);
    this.source = source;
  }

  /** Takes the reference. At most 2 GiB, which the encoder has made sure of. */
  static ByteBuf of(ArrowBuf source) {
    return new ArrowByteBuf(source, Math.toIntExact(source.readableBytes()));
  }

  /**
   * Puts a message together without copying its body.
   *
   * @param prefix taken
   * @param body borrowed; the message holds references of its own
   * @return owned by the caller
   */
  static ByteBuf joined(ByteBuf prefix, List<ArrowBuf> body) {
    CompositeByteBuf message = growing().addComponent(true, prefix);
    try {
      for (ArrowBuf piece : body) {
        if (piece.readableBytes() > 0) {
          piece.getReferenceManager().retain();
          message.addComponent(true, of(piece));
        }
      }
      return message;
    } catch (Throwable failure) {
      message.release();
      throw failure;
    }
  }

  /**
   * Returns a buffer that takes any number of parts. HTTP/2's queue appends what follows to a
   * message that it has sent a slice of; one with a limit would then copy all of its parts into one
   * on the heap, and the kernel, still to write the slice, would be given no address (EFAULT).
   */
  static CompositeByteBuf growing() {
    return Unpooled.compositeBuffer(Integer.MAX_VALUE);
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    source.getReferenceManager().release();
  }
}
