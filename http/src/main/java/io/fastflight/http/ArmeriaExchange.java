package io.fastflight.http;

import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.fastflight.error.FastFlightException;
import io.netty.buffer.ByteBuf;
import java.util.Map;
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
  private volatile Runnable onConsumed = () -> {};
  private volatile Runnable onLeft = () -> {};

  ArmeriaExchange() {
    var unused = response.whenComplete().whenComplete((done, failure) -> ended(failure));
  }

  private void ended(@Nullable Throwable failure) {
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
    HttpData body = HttpData.ofUtf8(answer.json());
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(answer.status())
            .add("content-type", HttpAnswer.MEDIA_TYPE)
            .contentLength(body.length());
    answer.headers().forEach(headers::add);
    if (response.tryWrite(headers.build()) && response.tryWrite(body)) {
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
    unconsumed.incrementAndGet();
    if (response.tryWrite(HttpData.wrap(bytes))) {
      var unused = response.whenConsumed().whenComplete((done, failure) -> consumed());
    }
  }

  private void consumed() {
    unconsumed.decrementAndGet();
    onConsumed.run();
  }

  @Override
  public boolean isConsumed() {
    return unconsumed.get() == 0;
  }

  @Override
  public void finish(Map<String, String> trailers) {
    if (response.tryWrite(HttpHeaders.builder().add(trailers.entrySet()).build())) {
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
