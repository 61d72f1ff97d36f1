package io.fastflight.http.handler;

import io.fastflight.error.FastFlightException;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds headers that depend on the page's origin to whatever another exchange answers. */
final class HeaderedExchange implements HttpExchange {
  private static final String VARY = "vary";

  private final HttpExchange exchange;
  private final Map<String, String> more;

  HeaderedExchange(HttpExchange exchange, Map<String, String> more) {
    this.exchange = exchange;
    this.more = more;
  }

  @Override
  public void listen(Runnable consumed, Runnable left) {
    exchange.listen(consumed, left);
  }

  @Override
  public void answer(HttpAnswer answer) {
    exchange.answer(answer.with(joined(answer.headers())));
  }

  @Override
  public void begin(Map<String, String> headers) {
    exchange.begin(joined(headers));
  }

  private Map<String, String> joined(Map<String, String> headers) {
    Map<String, String> joined = new LinkedHashMap<>(headers);
    joined.putAll(more);
    joined.put(VARY, headers.containsKey(VARY) ? headers.get(VARY) + ", origin" : "origin");
    return joined;
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
    exchange.finish(trailers);
  }

  @Override
  public void abort(FastFlightException failure) {
    exchange.abort(failure);
  }
}
