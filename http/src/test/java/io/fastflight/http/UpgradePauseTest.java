package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpgradePauseTest {
  private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

  private final EmbeddedChannel channel =
      new EmbeddedChannel(new UpgradePause(Duration.ofSeconds(5)));

  @AfterEach
  void close() {
    assertThat(channel.finishAndReleaseAll()).isFalse(); // each test reads what was sent
  }

  private ChannelFuture send(String text) {
    return channel.pipeline().writeAndFlush(bytes(text));
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return all.toString();
  }

  private String read(String text) {
    channel.writeInbound(bytes(text));
    ByteBuf in = channel.readInbound();
    try {
      return in.toString(StandardCharsets.US_ASCII);
    } finally {
      in.release();
    }
  }

  @Test
  void anAnswerThatUpgradesNothingIsNotHeld() {
    assertThat(send("HTTP/1.1 200 OK\r\n\r\n").isSuccess()).isTrue();
    assertThat(send("short").isSuccess()).isTrue();
    assertThat(sent()).isEqualTo("HTTP/1.1 200 OK\r\n\r\nshort");
  }

  @Test
  void nothingFollowsTheSwitchBeforeTheCallerSpeaks() {
    assertThat(send(SWITCHING).isSuccess()).isTrue();
    ChannelFuture settings = send("settings");
    ChannelFuture answer = send("answer");
    assertThat(sent()).isEqualTo(SWITCHING);
    assertThat(settings.isDone()).isFalse();

    assertThat(read("PRI")).isEqualTo("PRI");
    assertThat(answer.isSuccess()).isTrue();
    assertThat(sent()).isEqualTo("settingsanswer");
    assertThat(channel.pipeline().get(UpgradePause.class)).isNull();
    assertThat(send("more").isSuccess()).isTrue();
    assertThat(sent()).isEqualTo("more");
  }

  @Test
  void whatIsHeldLeavesBeforeTheServerCloses() {
    var unusedSwitch = send(SWITCHING);
    ChannelFuture goAway = send("go away");
    assertThat(channel.close().isSuccess()).isTrue();
    assertThat(goAway.isSuccess()).isTrue();
    assertThat(sent()).isEqualTo(SWITCHING + "go away");
  }

  @Test
  void whatIsHeldFailsWhenTheCallerLeaves() {
    var unusedSwitch = send(SWITCHING);
    ByteBuf held = bytes("answer");
    ChannelFuture answer = channel.pipeline().writeAndFlush(held);
    channel.pipeline().fireChannelInactive(); // as the socket does
    assertThat(answer.cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(held.refCnt()).isZero();
    assertThat(sent()).isEqualTo(SWITCHING);
  }

  @Test
  void aCallerThatDoesNotSpeakInTimeIsCut() {
    channel.freezeTime();
    var unusedSwitch = send(SWITCHING);
    ChannelFuture answer = send("answer");
    channel.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
    assertThat(answer.cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(sent()).isEqualTo(SWITCHING);
  }
}
