package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.ServerKind;

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

  boolean isRaw() {
    return client == ClientKind.RAW;
  }
}
