package io.fastflight.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is there and was not there before.
 *
 * @param threads still alive
 * @param descriptors still open, with how many more than before
 */
record Leftovers(Set<Thread> threads, Map<String, Integer> descriptors) {
  private static final int SHOWN_FRAMES = 8;

  /**
   * Looks until nothing is left, at most for {@code patience}.
   *
   * @param reported what some earlier check has reported: left out here; what is found is added
   */
  static Leftovers since(Snapshot start, Set<Object> reported, Duration patience) {
    Leftovers left =
        Settling.last(patience, () -> between(start, Snapshot.take(), reported), Leftovers::none);
    reported.addAll(left.threads);
    reported.addAll(left.descriptors.keySet());
    return left;
  }

  /** Compares two moments. */
  static Leftovers between(Snapshot start, Snapshot now, Set<Object> reported) {
    return new Leftovers(
        now.threadsBeyond(start, reported), now.descriptorsBeyond(start, reported));
  }

  void throwIfAny(String owner) {
    if (!none()) {
      throw new AssertionError(message(owner));
    }
  }

  boolean none() {
    return threads.isEmpty() && descriptors.isEmpty();
  }

  private String message(String owner) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s left %s thread(s) and %s open descriptor(s) behind. Close what it opened."
            .formatted(owner, threads.size(), descriptors.size()));
    threads.forEach(
        thread ->
            lines.add(
                "  thread '%s' (%s)%s"
                    .formatted(thread.getName(), thread.getState(), stack(thread))));
    descriptors.forEach(
        (target, count) ->
            lines.add("  descriptor of " + target + (count == 1 ? "" : ", " + count + " times")));
    return String.join(System.lineSeparator(), lines);
  }

  private static String stack(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(SHOWN_FRAMES)
        .map(frame -> System.lineSeparator() + "      at " + frame)
        .collect(Collectors.joining());
  }
}
