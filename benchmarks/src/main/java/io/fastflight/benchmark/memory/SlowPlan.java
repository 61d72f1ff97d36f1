package io.fastflight.benchmark.memory;

/**
 * Says what the slow clients do.
 *
 * @param location of the server
 * @param streams how many slow ones at once, each over a connection of its own
 * @param seconds how long they are watched, once all have their first batch
 * @param batchRows rows of a batch of 8 int64
 */
public record SlowPlan(String location, int streams, int seconds, int batchRows) {
  /** Refuses values out of range. */
  public SlowPlan {
    check("--streams", streams, 1, 10_000);
    check("--seconds", seconds, 1, 86_400);
    check("--batch-rows", batchRows, 1, 1_048_576);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d..%d, was %d.".formatted(name, least, most, value));
    }
  }
}
