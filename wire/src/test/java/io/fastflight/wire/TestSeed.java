package io.fastflight.wire;

import java.util.Random;

/** Draws the random data of a test, and says from what: repeat it with -Dtest.seed=... */
final class TestSeed {
  private TestSeed() {}

  /** Prints the seed and returns what draws from it. */
  static Random random(Class<?> test) {
    long seed = seed();
    System.out.println(test.getSimpleName() + " draws from -Dtest.seed=" + seed);
    return new Random(seed);
  }

  private static long seed() {
    String given = System.getProperty("test.seed", "");
    return given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
  }
}
