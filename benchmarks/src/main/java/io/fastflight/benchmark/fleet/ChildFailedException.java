package io.fastflight.benchmark.fleet;

/** Says that a process of the benchmark ended, hung, or failed at a run. */
public final class ChildFailedException extends RuntimeException {
  /** Says what happened. */
  public ChildFailedException(String message) {
    super(message);
  }
}
