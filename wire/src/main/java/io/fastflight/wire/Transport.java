package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.wire.tls.ServerTls;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Sets gRPC's channels and servers up to carry record batches: sockets, buffers, windows and limits
 * as a {@link TransportConfig} says.
 *
 * <p>Linux's epoll is used where it and its native library are there, Java's own NIO elsewhere.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Transport {
  /** CVE-2023-44487: a client that opens and resets streams faster than this is cut off. */
  private static final int MAX_RESETS = 200;

  private static final int RESETS_WINDOW_SECONDS = 30;

  /** A client may ask as often as this whether the server is there; gRPC's own is 5 minutes. */
  private static final int MIN_PING_SECONDS = 20;

  /** Whoever has not said hello by then, in TLS and in HTTP/2, is cut; gRPC's own is 2 minutes. */
  private static final int HANDSHAKE_SECONDS = 10;

  /** A ticket has at most 256 KiB, and what comes with it is small. */
  private static final int MAX_REQUEST_BYTES = 1024 * 1024;

  /** Batches are compressed by Arrow's own means, if at all. */
  private static final DecompressorRegistry UNCOMPRESSED =
      DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

  private final TransportConfig config;
  private final Sockets sockets;

  private Transport(TransportConfig config, Sockets sockets) {
    this.config = config;
    this.sockets = sockets;
  }

  /** Returns the best transport of this machine. */
  public static Transport of(TransportConfig config) {
    return over(config, Sockets.best());
  }

  static Transport over(TransportConfig config, Sockets sockets) {
    return new Transport(requireNonNull(config, "config"), sockets);
  }

  /** Returns the settings. */
  public TransportConfig config() {
    return config;
  }

  /** Returns threads for the sockets, owned by the caller; they end when the JVM does. */
  public EventLoopGroup eventLoops(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), sockets.ioHandlers());
  }

  /** Begins a server at an internet address. */
  public NettyServerBuilder server(SocketAddress address) {
    return limited(
        NettyServerBuilder.forAddress(address)
            .channelFactory(() -> sending(sockets.newServerChannel())));
  }

  /** Begins a server at an internet address that speaks TLS. */
  public NettyServerBuilder server(SocketAddress address, ServerTls tls) {
    return server(address).sslContext(TlsServerContext.ofFlight(tls));
  }

  /** Begins a server at a Unix socket. */
  @SuppressWarnings("NullAway") // Netty takes null for an option that is not to be set
  public NettyServerBuilder server(Path unixSocket) {
    return limited(
        NettyServerBuilder.forAddress(sockets.unixAddress(unixSocket))
            .channelFactory(() -> sending(sockets.newUnixServerChannel()))
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)); // a warning each otherwise
  }

  private ServerChannel sending(ServerChannel server) {
    server.pipeline().addLast(new SendBuffers(config), WholeMessages.ofAccepted(config));
    return server;
  }

  private NettyServerBuilder limited(NettyServerBuilder server) {
    // more than this waits in the kernel's buffer or, shared with the batches, in Netty's
    WriteBufferWaterMark waterMark =
        new WriteBufferWaterMark(config.writeBufferBytes() / 4, config.writeBufferBytes());
    return server
        .withChildOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
        .maxInboundMessageSize(MAX_REQUEST_BYTES)
        .maxInboundMetadataSize(config.maxHeaderBytes())
        .maxConcurrentCallsPerConnection(config.maxStreams())
        .maxRstFramesPerWindow(MAX_RESETS, RESETS_WINDOW_SECONDS)
        .permitKeepAliveTime(MIN_PING_SECONDS, TimeUnit.SECONDS);
  }

  /** Begins a client of the server at {@code location}; where it is TLS, the JVM's trust holds. */
  public NettyChannelBuilder channel(FlightLocation location) {
    return channel(location, ClientTls.systemTrust());
  }

  /**
   * Begins a client of the server at {@code location}.
   *
   * <p>A name with several addresses is connected at each, and calls go to them in turn.
   *
   * @param tls used where the location is TLS
   */
  public NettyChannelBuilder channel(FlightLocation location, ClientTls tls) {
    return common(begun(location, tls));
  }

  private NettyChannelBuilder begun(FlightLocation location, ClientTls tls) {
    if (location instanceof FlightLocation.Unix unix) {
      return unixChannel(unix.path()).usePlaintext();
    }
    if (location instanceof FlightLocation.Tls secure) {
      return netChannel(secure.host(), secure.port()).sslContext(tls.context());
    }
    FlightLocation.Tcp plain = (FlightLocation.Tcp) location;
    return netChannel(plain.host(), plain.port()).usePlaintext();
  }

  private NettyChannelBuilder common(NettyChannelBuilder channel) {
    return channel
        .withOption(ChannelOption.SO_RCVBUF, config.socketBufferBytes())
        .withOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new ReceiveSegments(new SegmentPool(config.segmentBytes())))
        .flowControlWindow(config.windowBytes())
        .maxInboundMessageSize(config.maxMessageBytes())
        .decompressorRegistry(UNCOMPRESSED) // gzip would grow messages past every limit above
        .disableRetry(); // gRPC would replay calls behind our back
  }

  private NettyChannelBuilder netChannel(String host, int port) {
    return NettyChannelBuilder.forAddress(host, port)
        .defaultLoadBalancingPolicy("round_robin")
        .channelFactory(() -> receiving(sockets.newChannel()));
  }

  @SuppressWarnings("NullAway") // Netty takes null for an option that is not to be set
  private NettyChannelBuilder unixChannel(Path unixSocket) {
    SocketAddress address = sockets.unixAddress(unixSocket);
    return NettyChannelBuilder.forAddress(address)
        .withOption(ChannelOption.SO_KEEPALIVE, null) // a warning each otherwise
        .overrideAuthority("localhost") // HTTP/2 wants one, and a path is none
        .channelFactory(() -> receiving(sockets.newUnixChannel()), address.getClass());
  }

  private Channel receiving(Channel channel) {
    channel.pipeline().addLast(new LargeFrames(config));
    return channel;
  }
}
