package io.fastflight.cli.console;

import org.jspecify.annotations.Nullable;

/** Says that the command line makes no sense, in a way only the command could see. */
public final class WrongUsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates it with one sentence for the person who typed the command. */
  public WrongUsageException(String message) {
    this(message, null);
  }

  /** Creates it with the failure that led to it, which may be null. */
  public WrongUsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
