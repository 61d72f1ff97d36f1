package io.fastflight.policy;

import java.util.Random;

/** Draws the random data of a test, and says from what: repeat it with -Dtest.seed=... */
public final class TestSeed {
  private TestSeed() {}

  /** Prints the seed and returns what draws from it. */
  public static Random random(Class<?> test) {
    String given = System.getProperty("test.seed", "");
    long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    System.out.println(test.getSimpleName() + " draws from -Dtest.seed=" + seed);
    return new Random(seed);
  }
}
