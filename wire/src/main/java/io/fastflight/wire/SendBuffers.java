package io.fastflight.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for the send buffer of each socket that a server accepts: a large one for peers
 * far away, a small one for those on this machine, whose bytes should still be in the processor's
 * cache when they are read.
 *
 * <p><b>Threads:</b> any; has no state.
 */
@Sharable
final class SendBuffers extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(SendBuffers.class);

  private final TransportConfig config;

  SendBuffers(TransportConfig config) {
    this.config = config;
  }

  /** A server's socket reads the sockets it accepts. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    Channel socket = (Channel) accepted;
    try {
      socket.config().setOption(ChannelOption.SO_SNDBUF, bytes(socket.remoteAddress()));
    } catch (ChannelException gone) {
      LOG.debug("No send buffer for {}: the kernel's own stays.", socket, gone);
    }
    context.fireChannelRead(accepted);
  }

  private int bytes(SocketAddress peer) {
    return peer instanceof InetSocketAddress address
            && address.getAddress() != null
            && address.getAddress().isLoopbackAddress()
        ? config.loopbackSendBufferBytes()
        : config.socketBufferBytes();
  }
}
