package io.fastflight.http.handler;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.http.format.CodedEncoder;
import io.fastflight.http.format.ContentCoding;
import io.fastflight.params.JsonText;
import io.fastflight.service.CallTrail;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamEncoder;
import io.fastflight.wire.StreamSink;
import io.fastflight.wire.StreamTotals;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one result as the body of an HTTP answer, and its end with the totals in the trailers.
 *
 * <p>The head is held back until the first batch, or the end, is known: a stream that fails before
 * it has a batch is answered with a status of its own. After that the only way to fail is to abort
 * the body, behind words that say why where the format has room for them. What says that a body is
 * whole is written when the stream is complete and never otherwise.
 */
final class HttpSink implements StreamSink<ByteMessage> {
  private final HttpExchange exchange;
  private final AnswerForm form;
  private final CallTrail trail;
  private final BooleanSupplier serverCloses;
  private @Nullable CodedEncoder coded;
  private @Nullable ByteMessage head;
  private boolean begun;

  /**
   * Creates the sink.
   *
   * @param trail of the call
   * @param serverCloses tells whether a cancel may be the server's own doing
   */
  HttpSink(HttpExchange exchange, AnswerForm form, CallTrail trail, BooleanSupplier serverCloses) {
    this.exchange = exchange;
    this.form = form;
    this.trail = trail;
    this.serverCloses = serverCloses;
  }

  @Override
  public StreamEncoder<ByteMessage> encoder(BatchReader reader, PumpResources resources) {
    StreamEncoder<ByteMessage> plain = form.format().encoder(reader, form.options(), resources);
    if (form.coding() == ContentCoding.IDENTITY) {
      return plain;
    }
    CodedEncoder encoder = new CodedEncoder(plain, form.coding());
    coded = encoder;
    return encoder;
  }

  @Override
  public boolean isReady() {
    return exchange.isConsumed();
  }

  @Override
  public void send(ByteMessage message) {
    if (head == null && !begun) {
      head = message;
      return;
    }
    begin();
    write(message);
  }

  /** Takes the message; one of no bytes would be the end of the body to some servers. */
  private void write(ByteMessage message) {
    ByteBuf content = message.content();
    if (content.isReadable()) {
      exchange.write(content);
    } else {
      message.close();
    }
  }

  @Override
  public void complete(StreamTotals totals) {
    begin();
    finishCoded();
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
            ? HttpHandler.closing()
            : failure;
    if (begun) {
      lastWords(told).ifPresent(this::write);
      finishCoded();
      exchange.abort(told);
      return;
    }
    ByteMessage held = head;
    if (held != null) {
      held.close();
    }
    finishCoded();
    exchange.answer(HttpAnswer.of(told));
  }

  private Optional<ByteMessage> lastWords(FastFlightException told) {
    CodedEncoder encoder = coded;
    return form.format()
        .lastWords(JsonText.write(HttpAnswer.errorOf(told.inCall(trail.id()))))
        .map(words -> encoder == null ? words : encoder.coded(words));
  }

  private void finishCoded() {
    CodedEncoder encoder = coded;
    if (encoder != null) {
      encoder.finish();
    }
  }

  private void begin() {
    ByteMessage held = head;
    if (!begun && held != null) {
      begun = true;
      head = null;
      exchange.begin(form.headers());
      write(held);
    }
  }
}
