package io.fastflight.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets no byte of HTTP/2 follow the answer to {@code Upgrade: h2c} until the caller speaks HTTP/2.
 *
 * <p>RFC 7540, section 3.2, lets the answer follow at once. But curl up to 7.88, which is Debian
 * 12's, keeps 32 KiB of what arrives in one read with the "101", and fails with code 16 when more
 * does (<a href="https://github.com/curl/curl/issues/10634">curl issue 10634</a>). Its preface
 * shows that it is ready, and costs a round trip once a connection.
 *
 * <p>A caller that does not speak in time is cut. What is held counts as not written.
 *
 * <p><b>Threads:</b> the event loop of its connection; one handler a connection, next to the
 * socket.
 */
final class UpgradePause extends ChannelDuplexHandler {
  private static final ByteBuf SWITCHING =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer("HTTP/1.1 101 ", StandardCharsets.US_ASCII).asReadOnly());

  private final Duration patience;
  private @Nullable PendingWriteQueue held;
  private @Nullable Future<?> closing;

  /**
   * Creates the handler.
   *
   * @param patience how long a caller may take to speak HTTP/2 after it asked for it
   */
  UpgradePause(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (held != null) {
      held.add(message, promise);
      return;
    }
    if (isSwitching(message)) {
      held = new PendingWriteQueue(context);
      closing = context.executor().schedule(() -> cut(context), patience.toMillis(), MILLISECONDS);
    }
    var unused = context.write(message, promise);
  }

  private static boolean isSwitching(Object message) {
    int size = SWITCHING.readableBytes();
    return message instanceof ByteBuf bytes
        && bytes.readableBytes() >= size
        && ByteBufUtil.equals(SWITCHING, 0, bytes, bytes.readerIndex(), size);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (held != null) {
      release(context);
      context.pipeline().remove(this); // it speaks HTTP/2 from here on
    }
    context.fireChannelRead(bytes);
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    release(context);
    var unused = context.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    PendingWriteQueue lost = end();
    if (lost != null) {
      lost.removeAndFailAll(new ClosedChannelException());
    }
    context.fireChannelInactive();
  }

  private static void cut(ChannelHandlerContext context) {
    var unused = context.close();
  }

  private void release(ChannelHandlerContext context) {
    PendingWriteQueue released = end();
    if (released != null) {
      var unused = released.removeAndWriteAll();
      context.flush();
    }
  }

  private @Nullable PendingWriteQueue end() {
    PendingWriteQueue ended = held;
    Future<?> timer = closing;
    held = null;
    closing = null;
    if (timer != null) {
      timer.cancel(false);
    }
    return ended;
  }
}
