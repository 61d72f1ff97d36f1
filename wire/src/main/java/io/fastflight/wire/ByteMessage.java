package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;

/**
 * A piece of a stream as plain bytes: Arrow IPC for doors that are not Flight, or text.
 *
 * @param content owned until {@link #close}
 */
public record ByteMessage(ByteBuf content) implements StreamMessage {
  /** Takes the bytes. */
  public ByteMessage {
    requireNonNull(content, "content");
  }

  @Override
  public long bytes() {
    return content.readableBytes();
  }

  @Override
  public void close() {
    content.release();
  }
}
