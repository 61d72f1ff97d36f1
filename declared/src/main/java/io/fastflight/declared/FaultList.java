package io.fastflight.declared;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects the faults of one file. */
final class FaultList {
  private final List<Fault> faults = new ArrayList<>();

  void add(Place place, String message) {
    faults.add(new Fault(place, message));
  }

  /** Returns what {@code reading} makes, and notes what it refuses. */
  <T> Optional<T> noting(Place place, Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (IllegalArgumentException unfit) {
      add(place, String.valueOf(unfit.getMessage()));
      return Optional.empty();
    }
  }

  int size() {
    return faults.size();
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** Returns them in the order of the file. */
  List<Fault> inOrder() {
    return faults.stream().sorted(Comparator.comparing(Fault::place)).toList();
  }
}
