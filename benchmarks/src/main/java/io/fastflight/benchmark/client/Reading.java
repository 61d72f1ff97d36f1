package io.fastflight.benchmark.client;

/** A warm connection to one server. <b>Threads:</b> {@link #read} from many at once. */
interface Reading extends AutoCloseable {
  /**
   * What a stream or call held.
   *
   * @param rows of it
   * @param sum of its first integer column
   * @param firstAt when the first of it was there, by {@link System#nanoTime}; 0 where that is not
   *     looked at
   */
  record Seen(long rows, long sum, long firstAt) {
    Seen(long rows, long sum) {
      this(rows, sum, 0);
    }

    Seen plus(Seen other) {
      return new Seen(rows + other.rows, sum + other.sum);
    }
  }

  /** Reads one stream, or makes one call, to its end. */
  Seen read(String ticket, String compression) throws Exception;

  @Override
  void close();
}
