package io.fastflight.benchmark.client;

import io.fastflight.service.Compression;
import io.fastflight.service.StreamRequest;
import java.util.Locale;

/** Asks a server for compressed batches. */
final class AskedCompression {
  /** The header by which every other client asks. */
  static final String HEADER = "fastflight-compression";

  static final String NONE = "none";

  private AskedCompression() {}

  static StreamRequest of(StreamRequest request, String codec) {
    return request.withCompression(Compression.valueOf(codec.toUpperCase(Locale.ROOT)));
  }
}
