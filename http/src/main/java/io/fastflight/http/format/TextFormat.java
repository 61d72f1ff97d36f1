package io.fastflight.http.format;

import io.fastflight.batch.BatchReader;
import io.fastflight.text.TextForm;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamEncoder;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes text.
 *
 * @param form what it looks like; one for each result
 * @param hasLines whether a line of JSON may follow the rows, so that a failure can be told there
 */
record TextFormat(
    String name, String mediaType, Function<FormatOptions, TextForm> form, boolean hasLines)
    implements ResultFormat {
  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public StreamEncoder<ByteMessage> encoder(
      BatchReader reader, FormatOptions options, PumpResources resources) {
    return new TextEncoder(reader, form.apply(options));
  }

  @Override
  public Optional<ByteMessage> lastWords(String error) {
    return hasLines ? Optional.of(line("{\"_error\":" + error + "}\n")) : Optional.empty();
  }

  private static ByteMessage line(String text) {
    return new ByteMessage(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }
}
