package io.fastflight.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Tells the server, at its first word, that it may send frames larger than 16 KiB, and has what
 * arrives put together without copying.
 *
 * <p>It also widens the window of the connection, which gRPC makes as small as that of one stream:
 * a stream that nobody reads would use it up, and every other stream on the connection would wait.
 *
 * <p>gRPC offers no setting for these. At 16 KiB a batch of 1 MiB is 64 frames, each with its own
 * header, objects and turn of the flow control, on both ends; and Netty's own way to put the parts
 * of a frame together copies them, again each time a part arrives.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#SETTINGS_MAX_FRAME_SIZE">RFC 9113, 6.5.2</a>
 */
final class LargeFrames extends ChannelInboundHandlerAdapter {
  private final int frameBytes;
  private final int connectionWindowBytes;

  LargeFrames(TransportConfig config) {
    this.frameBytes = config.frameBytes();
    this.connectionWindowBytes = config.connectionWindowBytes();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Http2Exception {
    ChannelHandlerContext http2 = context.pipeline().context(Http2ConnectionHandler.class);
    if (http2 != null) { // under TLS it comes after the handshake
      context.pipeline().remove(this);
      prepare(http2);
    }
    context.fireChannelRead(message);
  }

  private void prepare(ChannelHandlerContext http2) throws Http2Exception {
    Http2ConnectionHandler handler = (Http2ConnectionHandler) http2.handler();
    handler.setCumulator(new SegmentCumulator());
    Http2Settings settings = new Http2Settings().maxFrameSize(frameBytes);
    var unused = handler.encoder().writeSettings(http2, settings, http2.newPromise());
    Http2Stream connection = handler.connection().connectionStream();
    Http2LocalFlowController windows = handler.decoder().flowController();
    int more = connectionWindowBytes - windows.windowSize(connection);
    if (more > 0) {
      windows.incrementWindowSize(connection, more);
    }
    http2.flush();
  }
}
