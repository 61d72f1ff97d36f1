package io.fastflight.benchmark.peers;

/**
 * Asks a client process for one run; it answers with one {@link Answer}.
 *
 * @param op what to do: {@link #STREAM}, {@link #CALLS}, {@link #FIRST}, or {@link #FORGET} the
 *     connection
 * @param location of the server; a client keeps one warm connection to each
 * @param ticket of each stream or call
 * @param streams how many streams at once, or callers
 * @param calls how many calls in all, for {@link #CALLS} and {@link #FIRST}
 * @param compression none, lz4 or zstd
 */
public record Command(
    String op, String location, String ticket, int streams, int calls, String compression) {
  /** Reads {@code streams} streams at once, to their end. */
  public static final String STREAM = "stream";

  /** Makes {@code calls} calls by {@code streams} callers, and times each. */
  public static final String CALLS = "calls";

  /** As {@link #CALLS}, and times each until the first of its answer is there. */
  public static final String FIRST = "first";

  /** Closes the connection to {@code location}: its server is about to end. */
  public static final String FORGET = "forget";

  /** Asks for streams. */
  public static Command stream(String location, String ticket, int streams) {
    return new Command(STREAM, location, ticket, streams, 0, "none");
  }

  /** Asks for calls. */
  public static Command calls(String location, String ticket, int callers, int calls) {
    return new Command(CALLS, location, ticket, callers, calls, "none");
  }

  /** Asks to forget a server. */
  public static Command forget(String location) {
    return new Command(FORGET, location, "", 0, 0, "none");
  }

  /** Returns the same, with batches compressed. */
  public Command withCompression(String codec) {
    return new Command(op, location, ticket, streams, calls, codec);
  }
}
