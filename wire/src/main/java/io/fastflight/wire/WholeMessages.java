package io.fastflight.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.WeightedFairQueueByteDistributor;

/**
 * Has the streams of a server's connection take turns by whole messages.
 *
 * <p>gRPC lets each send 16 KiB at its turn. With many streams a message then arrives in dozens of
 * parts, none of which lies beside the next, and the receiver has to copy them together. A message
 * at a turn is as fair, since {@link BatchShaper} makes them of one size, and is used where it
 * lies.
 *
 * <p>gRPC offers no setting for it. Netty lets the flow controller be replaced, which is done only
 * while the one there has heard nothing: under TLS it may have, and then stays.
 *
 * <p><b>Threads:</b> one of each connection, on its event loop.
 */
final class WholeMessages extends ChannelInboundHandlerAdapter {
  /** The metadata of a message, and the frames' own headers. */
  private static final int BESIDE_THE_BODY_BYTES = 64 * 1024;

  private final int turnBytes;

  private WholeMessages(int turnBytes) {
    this.turnBytes = turnBytes;
  }

  /** Returns a handler for a listening socket, which gives each that it accepts one of these. */
  static ChannelHandler ofAccepted(TransportConfig config) {
    return new OfAccepted(config.bodyBytes() + BESIDE_THE_BODY_BYTES);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Http2Exception {
    ChannelHandlerContext http2 = context.pipeline().context(Http2ConnectionHandler.class);
    if (http2 != null) { // under TLS it comes after the handshake
      context.pipeline().remove(this);
      Http2Connection connection = ((Http2ConnectionHandler) http2.handler()).connection();
      if (isUntouched(connection)) {
        replace(connection, http2);
      }
    }
    context.fireChannelRead(message);
  }

  private static boolean isUntouched(Http2Connection connection) {
    Http2RemoteFlowController windows = connection.remote().flowController();
    int whole = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    return connection.numActiveStreams() == 0
        && windows.initialWindowSize() == whole
        && windows.windowSize(connection.connectionStream()) == whole;
  }

  private void replace(Http2Connection connection, ChannelHandlerContext http2)
      throws Http2Exception {
    WeightedFairQueueByteDistributor turns = new WeightedFairQueueByteDistributor(connection);
    turns.allocationQuantum(turnBytes);
    DefaultHttp2RemoteFlowController windows =
        new DefaultHttp2RemoteFlowController(connection, turns);
    windows.channelHandlerContext(http2);
    connection.remote().flowController(windows);
  }

  @Sharable
  private static final class OfAccepted extends ChannelInboundHandlerAdapter {
    private final int turnBytes;

    OfAccepted(int turnBytes) {
      this.turnBytes = turnBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      ((Channel) accepted).pipeline().addLast(new WholeMessages(turnBytes));
      context.fireChannelRead(accepted);
    }
  }
}
