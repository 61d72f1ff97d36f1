package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel is asked for a small send buffer where the peer reads over loopback. */
class SendBuffersTest {
  private static final int LARGE = 1024 * 1024;
  private static final TransportConfig CONFIG =
      TransportConfig.builder()
          .socketBufferBytes(LARGE)
          .loopbackSendBufferBytes(LARGE / 16)
          .build();

  @TempDir private Path folder;

  static List<Sockets> kinds() {
    Sockets nio = new Sockets.OfNio();
    return Epoll.isAvailable() ? List.of(nio, new Sockets.OfEpoll()) : List.of(nio);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isSmallOverLoopback(Sockets kind) throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    // the kernel may double what it is asked for
    assertThat(sendBuffer(kind, kind.newServerChannel(), anyPort)).isBetween(1, LARGE / 8);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isLargeAtAUnixSocket(Sockets kind) throws Exception {
    SocketAddress socket = kind.unixAddress(folder.resolve("s.sock"));
    assertThat(sendBuffer(kind, kind.newUnixServerChannel(), socket)).isGreaterThan(LARGE / 8);
  }

  /** Connects to a server of its own and returns the send buffer of the socket it accepted. */
  private static int sendBuffer(Sockets kind, ServerChannel channel, SocketAddress address)
      throws Exception {
    channel.pipeline().addLast(new SendBuffers(CONFIG));
    EventLoopGroup loops = Transport.over(CONFIG, kind).eventLoops("test", 1);
    CompletableFuture<Channel> accepted = new CompletableFuture<>();
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(() -> channel)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel socket) {
                    accepted.complete(socket);
                  }
                })
            .bind(address)
            .sync()
            .channel();
    try (SocketChannel client = SocketChannel.open(connectable(server.localAddress()))) {
      assertThat(client.isConnected()).isTrue();
      Channel socket = accepted.get(10, TimeUnit.SECONDS);
      int bytes = socket.config().getOption(ChannelOption.SO_SNDBUF);
      socket.close().sync();
      return bytes;
    } finally {
      server.close().sync();
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  private static SocketAddress connectable(SocketAddress bound) {
    return bound instanceof InetSocketAddress || bound instanceof UnixDomainSocketAddress
        ? bound
        : UnixDomainSocketAddress.of(bound.toString());
  }
}
