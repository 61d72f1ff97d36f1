package io.fastflight.testkit;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The threads and descriptors that count, at one moment.
 *
 * @param threads alive
 * @param descriptors what open descriptors point at, and how many point there
 */
record Snapshot(Set<Thread> threads, Map<String, Integer> descriptors) {
  static Snapshot take() {
    return new Snapshot(LiveThreads.now(), OpenDescriptors.now());
  }

  Set<Thread> threadsBeyond(Snapshot earlier, Set<Object> known) {
    Set<Thread> more = new LinkedHashSet<>(threads);
    more.removeAll(earlier.threads);
    more.removeAll(known);
    more.removeIf(thread -> !thread.isAlive());
    return more;
  }

  Map<String, Integer> descriptorsBeyond(Snapshot earlier, Set<Object> known) {
    Map<String, Integer> more = new LinkedHashMap<>();
    descriptors.forEach(
        (target, count) -> {
          int added = count - earlier.descriptors.getOrDefault(target, 0);
          if (added > 0 && !known.contains(target)) {
            more.put(target, added);
          }
        });
    return more;
  }
}
