package io.fastflight.http;

import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.FastFlightException;
import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpExchange;
import io.fastflight.http.handler.HttpStatuses;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Answers through Armeria's response writer.
 *
 * <p>Armeria asks its writer for the next part when the one before is in the socket (HTTP/1.1) or
 * through flow control (HTTP/2), and says that a part is consumed when it takes it. So with one
 * more part written whenever all are consumed, a stream holds two: one on its way and one behind
 * it.
 */
final class ArmeriaExchange implements HttpExchange {
  private final HttpResponseWriter response = HttpResponse.streaming();
  private final AtomicInteger unconsumed = new AtomicInteger();
  private final AtomicBoolean left = new AtomicBoolean();
  private final EventLoop eventLoop;
  private final Duration readTimeout;
  private volatile Runnable onConsumed = () -> {};
  private volatile Runnable onLeft = () -> {};
  private volatile @Nullable Future<?> stalled;

  /**
   * Creates the exchange.
   *
   * @param eventLoop that of the connection
   * @param readTimeout how long the peer may take nothing before it counts as gone
   */
  ArmeriaExchange(EventLoop eventLoop, Duration readTimeout) {
    this.eventLoop = eventLoop;
    this.readTimeout = readTimeout;
    var unused = response.whenComplete().whenComplete((done, failure) -> ended(failure));
  }

  private void ended(@Nullable Throwable failure) {
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
    if (response.tryWrite(headers.build())
        && (empty || response.tryWrite(HttpData.wrap(answer.body())))) {
      response.close();
    }
  }

  @Override
  public void begin(Map<String, String> headers) {
    ResponseHeadersBuilder builder = ResponseHeaders.builder(HttpStatuses.OK);
    headers.forEach(builder::add);
    if (!response.tryWrite(builder.build())) {
      leave();
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    if (unconsumed.incrementAndGet() == 1) {
      watch();
    }
    if (response.tryWrite(HttpData.wrap(bytes))) {
      var unused = response.whenConsumed().whenComplete((done, failure) -> consumed());
    }
  }

  private void consumed() {
    stopWatching();
    if (unconsumed.decrementAndGet() > 0) {
      watch();
    }
    onConsumed.run();
  }

  /** Cuts the call if the peer takes nothing for so long; it may be there and have stopped. */
  private void watch() {
    stalled = eventLoop.schedule(this::cutStalled, readTimeout.toMillis(), TimeUnit.MILLISECONDS);
    if (response.isComplete()) {
      stopWatching();
    }
  }

  private void cutStalled() {
    abort(
        new DeadlineExceededException(
            "Nobody took any of the answer for %s ms.".formatted(readTimeout.toMillis())));
  }

  private void stopWatching() {
    Future<?> watching = stalled;
    if (watching != null) {
      watching.cancel(false);
    }
  }

  @Override
  public boolean isConsumed() {
    return unconsumed.get() == 0;
  }

  @Override
  public void finish(Map<String, String> trailers) {
    if (response.tryWrite(HttpHeaders.builder().add(trailers.entrySet()).build())) {
      watch(); // the last part may be a large one
      response.close();
    }
  }

  /**
   * On HTTP/1.1 the connection is closed without the last chunk, on HTTP/2 the stream is reset with
   * INTERNAL_ERROR.
   */
  @Override
  public void abort(FastFlightException failure) {
    response.close(new CutBody(failure));
  }

  /** Ends a body early; of a kind that Armeria does not log, for the peer is told by the abort. */
  private static final class CutBody extends CancellationException {
    private static final long serialVersionUID = 1L;

    CutBody(@Nullable Throwable cause) {
      super("The answer was cut.", cause, false, false);
    }
  }
}
