package io.fastflight.http;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.Compression;
import io.fastflight.wire.BatchSink;
import io.fastflight.wire.IpcFormat;
import io.fastflight.wire.StreamTotals;
import io.fastflight.wire.WireFrame;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames as the Arrow IPC stream of one HTTP answer, and its end with the totals in the
 * trailers.
 *
 * <p>The schema is held back until the first batch, or the end, is known: a stream that fails
 * before it has a batch is answered with a status of its own. After that the only way to fail is to
 * abort the body. The end-of-stream marker is written when the stream is complete and never
 * otherwise.
 */
final class IpcSink implements BatchSink {
  private static final Map<String, String> HEADERS =
      Map.of(
          "content-type",
          IpcFormat.MEDIA_TYPE,
          "trailer",
          StreamTotals.ROWS_NAME + ", " + StreamTotals.BATCHES_NAME);

  private final HttpExchange exchange;
  private final Compression compression;
  private final OptionalInt maxRows;
  private final BooleanSupplier serverCloses;
  private @Nullable WireFrame schema;
  private boolean begun;

  /**
   * Creates the sink.
   *
   * @param compression how the caller would have bodies compressed
   * @param maxRows how many rows a batch may have, if the caller said so
   * @param serverCloses tells whether a cancel may be the server's own doing
   */
  IpcSink(
      HttpExchange exchange,
      Compression compression,
      OptionalInt maxRows,
      BooleanSupplier serverCloses) {
    this.exchange = exchange;
    this.compression = compression;
    this.maxRows = maxRows;
    this.serverCloses = serverCloses;
  }

  @Override
  public Compression compression() {
    return compression;
  }

  @Override
  public OptionalInt maxRows() {
    return maxRows;
  }

  @Override
  public boolean isReady() {
    return exchange.isConsumed();
  }

  @Override
  public void send(WireFrame frame) {
    if (schema == null && !begun) {
      schema = frame;
      return;
    }
    try (frame) {
      begin();
      exchange.write(IpcFormat.message(frame));
    }
  }

  @Override
  public void complete(StreamTotals totals) {
    begin();
    exchange.write(IpcFormat.endOfStream());
    exchange.finish(
        Map.of(
            StreamTotals.ROWS_NAME,
            Long.toString(totals.rows()),
            StreamTotals.BATCHES_NAME,
            Long.toString(totals.batches())));
  }

  @Override
  public void fail(FastFlightException failure) {
    FastFlightException told =
        failure instanceof CallCancelledException && serverCloses.getAsBoolean()
            ? HttpRoutes.closing()
            : failure;
    if (begun) {
      exchange.abort(told);
      return;
    }
    WireFrame held = schema;
    if (held != null) {
      held.close();
    }
    exchange.answer(HttpAnswer.of(told));
  }

  private void begin() {
    WireFrame held = schema;
    if (!begun && held != null) {
      begun = true;
      schema = null;
      exchange.begin(HEADERS);
      exchange.write(IpcFormat.message(held));
    }
  }
}
