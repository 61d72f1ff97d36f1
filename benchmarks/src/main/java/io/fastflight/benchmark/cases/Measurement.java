package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Features;
import io.fastflight.benchmark.peers.ServerKind;
import java.util.Optional;

/**
 * Says who reads what from whom.
 *
 * @param id by which bars name it
 * @param label for people
 * @param server who sends
 * @param client who reads
 * @param shape what is sent
 * @param streams how many at once; the volume of all together stays the same
 * @param compression none, lz4 or zstd
 */
public record Measurement(
    String id,
    String label,
    ServerKind server,
    ClientKind client,
    Shape shape,
    int streams,
    String compression) {

  static Measurement of(String id, String label, ServerKind server, ClientKind client) {
    return new Measurement(id, label, server, client, Shape.INT64, 1, "none");
  }

  Measurement shape(Shape other) {
    return new Measurement(id, label, server, client, other, streams, compression);
  }

  Measurement streams(int count) {
    return new Measurement(id, label, server, client, shape, count, compression);
  }

  Measurement compression(String codec) {
    return new Measurement(id, label, server, client, shape, streams, codec);
  }

  /** Returns why this build cannot do it, or nothing if it can. */
  Optional<String> missingFeature() {
    boolean ours = server == ServerKind.OURS || server == ServerKind.OURS_UNIX;
    if (ours && !compression.equals("none") && !Features.COMPRESSION) {
      return Optional.of("this build does not compress");
    }
    return Optional.empty();
  }

  boolean isRaw() {
    return client == ClientKind.RAW;
  }
}
