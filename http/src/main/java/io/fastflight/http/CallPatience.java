package io.fastflight.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that begins no call in time, though bytes come: a TLS handshake or the
 * headers of a call sent a byte a second. And one that begins far more calls than it takes the
 * answers of: pipelined over HTTP/1.1, or such of HTTP/2 as make room for the next stream at once.
 *
 * <p>Armeria counts such a connection as busy, and its patience with a request begins when the
 * headers are there. Here time runs from the connection's beginning, and from the first byte behind
 * the end of its last call, until the headers of a call are there.
 *
 * <p><b>Threads:</b> the event loop of its connection, but for {@link #of} and {@link #ended}; one
 * handler a connection.
 */
final class CallPatience extends ChannelInboundHandlerAdapter {
  /** A call is open until its answer is written, some time after its stream is closed. */
  private static final int MOST_OPEN_CALLS = 2 * FastFlightHttpServer.MAX_STREAMS;

  private final Duration patience;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> waiting;
  private int openCalls;
  private long calls;

  /**
   * Creates the handler.
   *
   * @param patience how long the headers of a call may take
   */
  CallPatience(Duration patience) {
    this.patience = patience;
  }

  /** Returns that of a connection, or nothing if it is closed. */
  static @Nullable CallPatience of(Channel channel) {
    return channel.pipeline().get(CallPatience.class);
  }

  /** Notes that the headers of a call are there, and returns which call of the connection it is. */
  long began() {
    openCalls++;
    calls++;
    stopWaiting();
    if (openCalls > MOST_OPEN_CALLS && context != null) {
      close(context);
    }
    return calls;
  }

  /** Notes that a call is answered. */
  void ended() {
    ChannelHandlerContext connection = context;
    if (connection != null && !connection.executor().isShuttingDown()) {
      connection.executor().execute(() -> openCalls--);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    await(added);
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object bytes) {
    await(reading);
    reading.fireChannelRead(bytes);
  }

  private void await(ChannelHandlerContext connection) {
    if (openCalls == 0 && waiting == null) {
      waiting =
          connection
              .executor()
              .schedule(() -> close(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void close(ChannelHandlerContext connection) {
    var unused = connection.close();
  }

  private void stopWaiting() {
    Future<?> closing = waiting;
    if (closing != null) {
      waiting = null;
      closing.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    stopWaiting();
    closed.fireChannelInactive();
  }
}
