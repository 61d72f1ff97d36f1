package io.fastflight.benchmark.cases;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Knows which processes have streamed enough to be measured: it took some twenty gigabytes, sixteen
 * runs, until a server and a client got no faster.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public final class Warmth {
  private final Set<String> warm = new HashSet<>();

  /**
   * Returns how many rounds come before those that count: all of {@code warmups} as long as one of
   * the pairs is new, a quarter where only what they send is.
   */
  int rounds(Collection<Measurement> measurements, int warmups) {
    boolean allKnown = true;
    for (Measurement each : measurements) {
      allKnown &= !warm.add(each.server() + " " + each.client());
    }
    return allKnown ? someOf(warmups) : warmups;
  }

  static int someOf(int warmups) {
    return (warmups + 3) / 4;
  }
}
