package io.fastflight.benchmark.cases;

/** Says that a run got other rows or another sum than was sent: no time of it counts. */
public final class WrongResultException extends RuntimeException {
  /** Says which run and what it got. */
  public WrongResultException(String message) {
    super(message);
  }
}
