package io.fastflight.http;

import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.unsafe.PooledObjects;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.FastFlightException;
import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpExchange;
import io.fastflight.http.handler.HttpStatuses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Answers through Armeria's response writer.
 *
 * <p>Armeria asks its writer for the next part when the one before is in the socket (HTTP/1.1) or
 * through flow control (HTTP/2), and says that a part is consumed when it takes it. So with one
 * more part written whenever few bytes are unconsumed, a stream holds two large ones: one on its
 * way and one behind it.
 *
 * <p>Whoever answers puts parts into a queue; the event loop passes on all that it finds there, and
 * joins what is small. It is called for the first part at once, so that one does not wait for the
 * next. But what is made faster than an event loop wakes up, such as the whole of a small answer,
 * leaves together; see {@link JoinedWrites}.
 */
final class ArmeriaExchange implements HttpExchange {
  /** How much may be unconsumed while more is wanted: what is written early anyway. */
  private static final int AHEAD_BYTES = JoinedWrites.EARLY_BYTES;

  private final HttpResponseWriter response = HttpResponse.streaming();
  private final Queue<HttpObject> parts = new ConcurrentLinkedQueue<>();
  private final AtomicInteger signals = new AtomicInteger();
  private final AtomicLong unconsumed = new AtomicLong();
  private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();
  private final AtomicBoolean left = new AtomicBoolean();
  private final ServiceRequestContext context;
  private final EventLoop eventLoop;
  private final Duration readTimeout;
  private volatile Runnable onConsumed = () -> {};
  private volatile Runnable onLeft = () -> {};

  // only on the event loop
  private boolean ended;
  private @Nullable Future<?> stalled;

  /**
   * Creates the exchange.
   *
   * @param context of the call
   * @param readTimeout how long the peer may take nothing before it counts as gone
   */
  ArmeriaExchange(ServiceRequestContext context, Duration readTimeout) {
    this.context = context;
    this.eventLoop = context.eventLoop().withoutContext();
    this.readTimeout = readTimeout;
    var unused =
        response
            .whenComplete()
            .whenCompleteAsync((done, failure) -> completed(failure), this::onEventLoop);
  }

  private void completed(@Nullable Throwable failure) {
    stopWatching();
    if (failure != null) {
      leave();
    }
  }

  /** Returns what Armeria sends to the peer. */
  HttpResponse response() {
    return response;
  }

  /** Says that nobody reads the answer any more. */
  void leave() {
    if (left.compareAndSet(false, true)) {
      onLeft.run();
    }
  }

  @Override
  public void listen(Runnable consumed, Runnable left) {
    onConsumed = consumed;
    onLeft = left;
    if (this.left.get()) {
      left.run();
    }
  }

  @Override
  public void answer(HttpAnswer answer) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(answer.status());
    answer.headers().forEach(headers::add);
    boolean empty = headers.status().isContentAlwaysEmpty();
    if (!empty) {
      headers.contentLength(answer.body().length);
    }
    parts.add(headers.build());
    if (!empty) {
      parts.add(HttpData.wrap(answer.body()));
    }
    endBy(response::close);
  }

  @Override
  public void begin(Map<String, String> headers) {
    ResponseHeadersBuilder builder = ResponseHeaders.builder(HttpStatuses.OK);
    headers.forEach(builder::add);
    parts.add(builder.build()); // a first part follows at once
  }

  @Override
  public void write(ByteBuf bytes) {
    unconsumed.addAndGet(bytes.readableBytes());
    parts.add(HttpData.wrap(bytes));
    signal();
  }

  @Override
  public boolean isConsumed() {
    return unconsumed.get() <= AHEAD_BYTES;
  }

  @Override
  public void finish(Map<String, String> trailers) {
    parts.add(HttpHeaders.builder().add(trailers.entrySet()).build());
    endBy(response::close);
  }

  /**
   * On HTTP/1.1 the connection is closed without the last chunk, on HTTP/2 the stream is reset with
   * INTERNAL_ERROR.
   */
  @Override
  public void abort(FastFlightException failure) {
    endBy(() -> response.close(new CutBody(failure)));
  }

  private void endBy(Runnable ending) {
    end.compareAndSet(null, ending);
    signal();
  }

  /** Sees to it that the event loop passes on what is in the queue. */
  private void signal() {
    if (signals.getAndIncrement() == 0) {
      onEventLoop(this::passAll);
    }
  }

  private void onEventLoop(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException closed) { // and with it the connection
      parts.forEach(PooledObjects::close);
      parts.clear();
      leave();
    }
  }

  private void passAll() {
    int served = signals.get();
    while (served != 0) {
      Runnable ending = end.get(); // what is before it is in the queue by now
      pass();
      if (ending != null && !ended) {
        ended = true;
        ending.run();
      }
      served = signals.addAndGet(-served);
    }
    watch();
  }

  private void pass() {
    for (HttpObject part = parts.poll(); part != null; part = parts.poll()) {
      if (part instanceof HttpData data) {
        passData(data);
      } else if (!response.tryWrite(part)) {
        leave();
      }
    }
  }

  private void passData(HttpData first) {
    HttpData data = first;
    while (data.length() < AHEAD_BYTES && parts.peek() instanceof HttpData next) {
      parts.remove();
      data = HttpData.wrap(Unpooled.wrappedBuffer(data.byteBuf(), next.byteBuf()));
    }
    int length = data.length();
    if (response.tryWrite(data)) {
      var unused = response.whenConsumed().whenComplete((done, failure) -> consumed(length));
    }
  }

  private void consumed(int length) {
    unconsumed.addAndGet(-length);
    stopWatching();
    watch();
    onConsumed.run();
  }

  /** Cuts the call if the peer takes nothing for so long; it may be there and have stopped. */
  private void watch() {
    if (stalled == null && !response.isComplete() && (ended || unconsumed.get() > 0)) {
      stalled = eventLoop.schedule(this::cutStalled, readTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void cutStalled() {
    response.abort(
        new CutBody(
            new DeadlineExceededException(
                "Nobody took any of the answer for %s ms.".formatted(readTimeout.toMillis()))));
    @Nullable Channel channel = context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
    @Nullable JoinedWrites writes = channel == null ? null : JoinedWrites.of(channel);
    if (writes != null && (!context.sessionProtocol().isMultiplex() || isDeaf(writes))) {
      writes.cut(); // Armeria would wait for what the peer does not take
    }
  }

  /** Returns whether the peer takes nothing of any stream, so that no end reaches it either. */
  private boolean isDeaf(JoinedWrites writes) {
    return writes.isStuck(readTimeout.dividedBy(2));
  }

  private void stopWatching() {
    Future<?> watching = stalled;
    if (watching != null) {
      stalled = null;
      watching.cancel(false);
    }
  }

  /** Ends a body early; of a kind that Armeria does not log, for the peer is told by the abort. */
  private static final class CutBody extends CancellationException {
    private static final long serialVersionUID = 1L;

    CutBody(@Nullable Throwable cause) {
      super("The answer was cut.", cause, false, false);
    }
  }
}
