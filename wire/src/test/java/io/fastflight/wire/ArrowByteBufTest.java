package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** Messages over Arrow's memory, as Netty uses them. */
class ArrowByteBufTest {
  private static final int BODY_BYTES = 1_000;
  private static final int PREFIX_BYTES = 100;

  /**
   * What HTTP/2 does where a window ends within a message: a slice waits for the socket, and the
   * messages behind it are appended to the rest.
   */
  @Test
  void aSliceStaysWhereItIsWhenMoreIsAppendedToTheRest(BufferAllocator allocator) {
    ByteBuf prefix = Unpooled.directBuffer(PREFIX_BYTES).writeZero(PREFIX_BYTES);
    try (ArrowBuf body = allocator.buffer(BODY_BYTES)) {
      byte[] ones = new byte[BODY_BYTES];
      Arrays.fill(ones, (byte) -1);
      body.writeBytes(ones);
      CompositeByteBuf message = (CompositeByteBuf) ArrowByteBuf.joined(prefix, List.of(body));
      ByteBuf slice = message.readRetainedSlice(2 * PREFIX_BYTES);
      String before = ByteBufUtil.hexDump(slice);
      for (int i = 0; i < 100; i++) {
        message.addComponent(true, Unpooled.directBuffer(5).writeZero(5));
      }
      assertThat(slice.nioBuffers()).hasSize(2).allMatch(ByteBuffer::isDirect);
      assertThat(ByteBufUtil.hexDump(slice)).isEqualTo(before).endsWith("ff".repeat(PREFIX_BYTES));
      slice.release();
      message.release();
    }
  }
}
