package io.fastflight.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets the small parts of an answer leave in one write to the socket: head, batch, end and trailers
 * of ten rows are five parts, and each write is a system call here and a wake-up at the reader.
 *
 * <p>Armeria passes on the next part when the one before is written, so each part is flushed by
 * itself. This handler stands next to the socket. At the flush it says of a small part that it is
 * written, as long as little is on its way, and flushes itself when the event loop has done what
 * waits in its queue. So a part leaves in the same turn of the loop, with those that came
 * meanwhile. It is not said before the flush: a codec that is told so while it writes is called
 * again by the next part, and Netty's for HTTP/1 then writes the one before twice.
 *
 * <p>What counts as written but is not in the socket is at most {@link #EARLY_BYTES} a connection.
 * An empty write is told only when all before it are written: with it a connection is closed behind
 * its last words.
 *
 * <p><b>Threads:</b> the event loop of its connection; one handler a connection.
 */
final class JoinedWrites extends ChannelDuplexHandler {
  /** Less than any socket takes at once, and more than a small answer. */
  static final int EARLY_BYTES = 16 * 1024;

  private final Queue<Part> early = new ArrayDeque<>();
  private long onTheirWay;
  private @Nullable ChannelHandlerContext connection;
  private long movedNanos; // when the socket last took a part, or had none
  private boolean flushDue;

  /** Returns that of a connection, or nothing if it is closed. */
  static @Nullable JoinedWrites of(Channel channel) {
    return channel.pipeline().get(JoinedWrites.class);
  }

  /** Returns whether the socket has taken nothing for so long, though there is something. */
  boolean isStuck(Duration time) {
    return onTheirWay > 0 && System.nanoTime() - movedNanos >= time.toNanos();
  }

  /** Closes the connection and drops what is on its way; a codec would first say goodbye. */
  void cut() {
    ChannelHandlerContext cut = connection;
    if (cut != null) {
      var unused = cut.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    connection = added;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise told) {
    int size = message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    if (size == 0) {
      var unusedEmpty = context.write(message, told);
      return;
    }
    if (onTheirWay == 0) {
      movedNanos = System.nanoTime();
    }
    onTheirWay += size;
    Part part = new Part(told);
    if (onTheirWay <= EARLY_BYTES) {
      early.add(part);
    }
    ChannelPromise written = context.newPromise();
    written.addListener((ChannelFutureListener) done -> written(done, size, part));
    var unused = context.write(message, written);
  }

  private void written(ChannelFuture done, int size, Part part) {
    onTheirWay -= size;
    movedNanos = System.nanoTime();
    if (done.isSuccess()) {
      part.succeed();
    } else {
      part.fail(done.cause());
    }
  }

  /** A part and who waits for it. Told once: several parts may share a promise that counts them. */
  private static final class Part {
    private final ChannelPromise waiting;
    private boolean told;

    Part(ChannelPromise waiting) {
      this.waiting = waiting;
    }

    void succeed() {
      if (!told) {
        told = true;
        waiting.trySuccess();
      }
    }

    void fail(Throwable cause) {
      if (!told) {
        told = true;
        waiting.tryFailure(cause);
      }
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (onTheirWay > EARLY_BYTES) {
      flushDue = false;
      context.flush();
    } else if (!flushDue) {
      flushDue = true;
      context.executor().execute(() -> flushIfDue(context));
    }
    for (Part part = early.poll(); part != null; part = early.poll()) {
      part.succeed(); // what is told writes more, and flushes it
    }
  }

  private void flushIfDue(ChannelHandlerContext context) {
    if (flushDue) {
      flushDue = false;
      context.flush();
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    flushIfDue(context);
    var unused = context.close(promise);
  }

  @Override
  public void disconnect(ChannelHandlerContext context, ChannelPromise promise) {
    flushIfDue(context);
    var unused = context.disconnect(promise);
  }
}
