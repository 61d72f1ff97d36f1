package io.fastflight.wire;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** Makes the sockets of one kind of transport; all that is to be known of the difference. */
sealed interface Sockets {
  /** Returns epoll where it works, else NIO. */
  static Sockets best() {
    return Epoll.isAvailable() ? new OfEpoll() : new OfNio();
  }

  IoHandlerFactory ioHandlers();

  Channel newChannel();

  ServerChannel newServerChannel();

  Channel newUnixChannel();

  ServerChannel newUnixServerChannel();

  SocketAddress unixAddress(Path path);

  /** Linux only; needs Netty's native library. */
  record OfEpoll() implements Sockets {
    @Override
    public IoHandlerFactory ioHandlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    public Channel newChannel() {
      return new EpollSocketChannel();
    }

    @Override
    public ServerChannel newServerChannel() {
      return new EpollServerSocketChannel();
    }

    @Override
    public Channel newUnixChannel() {
      return new EpollDomainSocketChannel();
    }

    @Override
    public ServerChannel newUnixServerChannel() {
      return new EpollServerDomainSocketChannel();
    }

    @Override
    public SocketAddress unixAddress(Path path) {
      return new DomainSocketAddress(path.toFile());
    }
  }

  /** Everywhere. */
  record OfNio() implements Sockets {
    @Override
    public IoHandlerFactory ioHandlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    public Channel newChannel() {
      return new NioSocketChannel();
    }

    @Override
    public ServerChannel newServerChannel() {
      return new NioServerSocketChannel();
    }

    @Override
    public Channel newUnixChannel() {
      return new NioDomainSocketChannel();
    }

    @Override
    public ServerChannel newUnixServerChannel() {
      return new NioServerDomainSocketChannel();
    }

    @Override
    public SocketAddress unixAddress(Path path) {
      return UnixDomainSocketAddress.of(path);
    }
  }
}
