package io.fastflight.cli.console;

import java.io.IOException;

/** Says that whoever read our output has enough, as {@code head} has: an end, not a failure. */
public final class ReaderGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ReaderGoneException(IOException cause) {
    super("Nobody reads the output any more.", cause);
  }
}
