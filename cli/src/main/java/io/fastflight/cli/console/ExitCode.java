package io.fastflight.cli.console;

import io.fastflight.error.FastFlightException;

/** Maps every outcome of a command to its exit code; the one place that does. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int REFUSED = 3;
  public static final int INCOMPLETE = 4;

  /** What a shell reports for a program that died of SIGPIPE: 128 + 13. */
  public static final int BROKEN_PIPE = 141;

  private ExitCode() {}

  /** Returns the exit code of a command that ended with {@code failure}. */
  public static int of(Throwable failure) {
    if (failure instanceof FastFlightException known) {
      return of(known);
    }
    if (failure instanceof WrongUsageException) {
      return USAGE;
    }
    return failure instanceof ReaderGoneException ? BROKEN_PIPE : FAILED;
  }

  private static int of(FastFlightException failure) {
    return switch (failure.code()) {
      case INVALID_ARGUMENT, NOT_FOUND, UNAUTHENTICATED, PERMISSION_DENIED -> REFUSED;
      case INCOMPLETE -> INCOMPLETE;
      case UNAVAILABLE -> failure.rowsDelivered().orElse(0) > 0 ? INCOMPLETE : FAILED;
      case CANCELLED,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          UNIMPLEMENTED,
          SOURCE_FAILED,
          INTERNAL ->
          FAILED;
    };
  }
}
