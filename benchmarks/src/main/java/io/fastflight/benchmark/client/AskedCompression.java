package io.fastflight.benchmark.client;

import io.fastflight.service.StreamRequest;

/**
 * Asks our server for compressed batches through our client: the one place in the benchmarks that
 * knows how.
 *
 * <p>To complete with the product's own: {@code return
 * request.withCompression(Compression.valueOf(codec.toUpperCase(Locale.ROOT)))}, and set {@link
 * io.fastflight.benchmark.peers.Features#COMPRESSION}.
 */
final class AskedCompression {
  /** The header by which every other client asks. */
  static final String HEADER = "fastflight-compression";

  static final String NONE = "none";

  private AskedCompression() {}

  static StreamRequest of(StreamRequest request, String codec) {
    if (codec.equals(NONE)) {
      return request;
    }
    throw new UnsupportedOperationException("This build's client cannot ask for " + codec + ".");
  }
}
