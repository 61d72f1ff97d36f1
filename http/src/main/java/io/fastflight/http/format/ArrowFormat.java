package io.fastflight.http.format;

import io.fastflight.batch.BatchReader;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.IpcFormat;
import io.fastflight.wire.IpcKind;
import io.fastflight.wire.IpcStreamEncoder;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamEncoder;
import java.util.Optional;

/** Writes Arrow IPC; the bodies are the Arrow buffers themselves. */
record ArrowFormat(String name, String mediaType, IpcKind kind) implements ResultFormat {
  @Override
  public boolean isText() {
    return false;
  }

  @Override
  public StreamEncoder<ByteMessage> encoder(
      BatchReader reader, FormatOptions options, PumpResources resources) {
    var request = new IpcStreamEncoder.Request(kind, options.compression(), options.maxRows());
    return IpcStreamEncoder.of(reader, request, resources);
  }

  /** A file that broke has no footer, which is where its readers begin. */
  @Override
  public Optional<ByteMessage> lastWords(String error) {
    return kind == IpcKind.STREAM
        ? Optional.of(new ByteMessage(IpcFormat.broken(error)))
        : Optional.empty();
  }
}
