package io.fastflight.http.handler;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.service.CallId;
import io.fastflight.service.CallTrail;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the id of a call with whatever another exchange answers, and its trail of the end, before
 * the caller learns of it.
 */
public final class FollowedExchange implements HttpExchange {
  private final HttpExchange exchange;
  private final CallTrail trail;

  /** Follows {@code exchange}. */
  public FollowedExchange(HttpExchange exchange, CallTrail trail) {
    this.exchange = requireNonNull(exchange, "exchange");
    this.trail = requireNonNull(trail, "trail");
  }

  @Override
  public void listen(Runnable consumed, Runnable left) {
    exchange.listen(consumed, left);
  }

  @Override
  public void answer(HttpAnswer answer) {
    trail.end(answer.failure());
    exchange.answer(answer.inCall(trail.id()));
  }

  @Override
  public void begin(Map<String, String> headers) {
    Map<String, String> named = new LinkedHashMap<>(headers);
    named.put(CallId.HEADER, trail.id());
    exchange.begin(named);
  }

  @Override
  public void write(ByteBuf bytes) {
    exchange.write(bytes);
  }

  @Override
  public boolean isConsumed() {
    return exchange.isConsumed();
  }

  @Override
  public void finish(Map<String, String> trailers) {
    trail.end(Optional.empty());
    exchange.finish(trailers);
  }

  @Override
  public void abort(FastFlightException failure) {
    trail.end(Optional.of(failure.code()));
    exchange.abort(failure);
  }
}
