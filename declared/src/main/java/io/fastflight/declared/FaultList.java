package io.fastflight.declared;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of one file. */
final class FaultList {
  private final List<Fault> faults = new ArrayList<>();

  void add(Place place, String message) {
    faults.add(new Fault(place, message));
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
