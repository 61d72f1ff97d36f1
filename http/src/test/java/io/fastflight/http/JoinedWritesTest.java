package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinedWritesTest {
  private final Socket socket = new Socket();
  private final EmbeddedChannel channel = new EmbeddedChannel(socket, new JoinedWrites());

  /** Keeps what is written until the test says that it is sent. */
  private static final class Socket extends ChannelOutboundHandlerAdapter {
    private final List<ChannelPromise> written = new ArrayList<>();
    private int flushes;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ((ByteBuf) message).release();
      written.add(promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      flushes++;
    }

    void send() {
      written.forEach(ChannelPromise::trySuccess);
      written.clear();
    }
  }

  @AfterEach
  void close() {
    assertThat(channel.close()).isNotNull();
  }

  private ChannelFuture write(int bytes) {
    return channel.pipeline().write(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  /** Writes a part and flushes, as Armeria does. */
  private ChannelFuture send(int bytes) {
    ChannelFuture written = write(bytes);
    channel.pipeline().flush();
    return written;
  }

  @Test
  void aPartCountsAsWrittenOnce() {
    AtomicInteger told = new AtomicInteger();
    ChannelPromise counting =
        new DefaultChannelPromise(channel) {
          @Override
          public boolean trySuccess() {
            told.incrementAndGet(); // as Netty's for the frames of HTTP/2 do
            return super.trySuccess();
          }
        };
    var unused = channel.pipeline().write(Unpooled.wrappedBuffer(new byte[100]), counting);
    channel.pipeline().flush();
    assertThat(told).hasValue(1);
    channel.runPendingTasks();
    socket.send();
    assertThat(told).hasValue(1);
  }

  @Test
  void smallPartsCountAsWrittenAndLeaveTogether() {
    List<Integer> flushes = new ArrayList<>();
    sendNext(5, flushes);
    channel.runPendingTasks();
    assertThat(flushes).hasSize(5);
    assertThat(socket.written).hasSize(5);
    assertThat(socket.flushes).isEqualTo(1);
  }

  /** Sends parts, each when the one before is written. */
  private void sendNext(int parts, List<Integer> flushes) {
    if (parts > 0) {
      var unused =
          write(100)
              .addListener(
                  written -> {
                    flushes.add(socket.flushes);
                    sendNext(parts - 1, flushes);
                  });
      channel.pipeline().flush();
    }
  }

  @Test
  void partIsNotToldBeforeItsFlush() {
    ChannelFuture part = write(100);
    assertThat(part.isDone()).isFalse();
    channel.pipeline().flush();
    assertThat(part.isSuccess()).isTrue();
  }

  @Test
  void largePartIsToldWhenItIsWritten() {
    ChannelFuture large = send(JoinedWrites.EARLY_BYTES + 1);
    assertThat(large.isDone()).isFalse();
    socket.send();
    assertThat(large.isSuccess()).isTrue();
  }

  @Test
  void noMoreCountsAsWrittenThanTheLimitUntilSomeIsSent() {
    assertThat(send(JoinedWrites.EARLY_BYTES).isDone()).isTrue();
    ChannelFuture next = send(1);
    assertThat(next.isDone()).isFalse();
    socket.send();
    assertThat(next.isSuccess()).isTrue();
    assertThat(send(1).isDone()).isTrue();
  }

  @Test
  void emptyWriteIsToldBehindAllBeforeIt() {
    ChannelFuture part = send(100);
    assertThat(part.isSuccess()).isTrue();
    ChannelFuture empty = send(0);
    assertThat(empty.isDone()).isFalse();
    socket.send();
    assertThat(empty.isSuccess()).isTrue();
  }

  @Test
  void partThatCannotBeWrittenAnyMoreFails() {
    ChannelFuture part = write(100);
    for (ChannelPromise promise : socket.written) {
      promise.tryFailure(new ClosedChannelException());
    }
    assertThat(part.cause()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closingFlushesWhatWaits() {
    List<Integer> flushes = new ArrayList<>();
    var unused =
        write(100)
            .addListener(
                written -> {
                  var unusedClose = channel.pipeline().close();
                  flushes.add(socket.flushes);
                });
    channel.pipeline().flush();
    assertThat(flushes).containsExactly(1);
  }
}
