package io.fastflight.testkit;

import java.util.Random;

/** Draws the random data of a test, and says from what: repeat it with -Dtest.seed=... */
public final class TestSeed {
  private static final System.Logger LOG = System.getLogger(TestSeed.class.getName());

  private TestSeed() {}

  /** Logs the seed and returns what draws from it. */
  public static Random random(Class<?> test) {
    long seed = seed();
    LOG.log(System.Logger.Level.INFO, test.getSimpleName() + " draws from -Dtest.seed=" + seed);
    return new Random(seed);
  }

  private static long seed() {
    String given = System.getProperty("test.seed", "");
    return given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
  }
}
