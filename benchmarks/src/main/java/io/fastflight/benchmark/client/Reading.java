package io.fastflight.benchmark.client;

/** A warm connection to one server. <b>Threads:</b> {@link #read} from many at once. */
interface Reading extends AutoCloseable {
  /** What a stream or call held. */
  record Seen(long rows, long sum) {
    Seen plus(Seen other) {
      return new Seen(rows + other.rows, sum + other.sum);
    }
  }

  /** Reads one stream, or makes one call, to its end. */
  Seen read(String ticket, String compression) throws Exception;

  @Override
  void close();
}
