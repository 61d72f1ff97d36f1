package io.fastflight.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.handler.codec.ByteToMessageDecoder.Cumulator;

/**
 * Puts what is read from a socket together without copying: parts that lie side by side in one
 * segment (see {@link ReceiveSegments}) become one part, others a list.
 *
 * <p><b>Ownership:</b> takes both parts, returns the whole owned, as Netty's own do.
 */
final class SegmentCumulator implements Cumulator {
  @Override
  public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf earlier, ByteBuf in) {
    if (!earlier.isReadable()) {
      earlier.release();
      return in;
    }
    ByteBuf segment = in.unwrap();
    if (segment != null && areNeighbours(segment, earlier, in)) {
      int from =
          Math.toIntExact(
              earlier.memoryAddress() + earlier.readerIndex() - segment.memoryAddress());
      ByteBuf whole = segment.retainedSlice(from, earlier.readableBytes() + in.readableBytes());
      earlier.release();
      in.release();
      return whole;
    }
    CompositeByteBuf list = allocator.compositeDirectBuffer(Integer.MAX_VALUE);
    list.addFlattenedComponents(true, earlier);
    list.addFlattenedComponents(true, in);
    return list;
  }

  @SuppressWarnings("ReferenceEquality") // equal buffers have equal bytes; this is about memory
  private static boolean areNeighbours(ByteBuf segment, ByteBuf earlier, ByteBuf in) {
    return segment == earlier.unwrap()
        && segment.hasMemoryAddress()
        && earlier.memoryAddress() + earlier.writerIndex() == in.memoryAddress() + in.readerIndex();
  }
}
