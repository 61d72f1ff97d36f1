package io.fastflight.declared;

import java.util.List;
import java.util.stream.Collectors;

/** Says that a file of services cannot be used, and lists everything that is wrong in it. */
public final class FaultyFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  FaultyFileException(String file, List<Fault> faults) {
    super(
        faults.stream()
            .map(fault -> file + ":" + fault)
            .collect(Collectors.joining(System.lineSeparator())));
    this.faults = List.copyOf(faults);
  }

  /** Returns the faults, in the order of the file; at least one. */
  public List<Fault> faults() {
    return faults;
  }
}
