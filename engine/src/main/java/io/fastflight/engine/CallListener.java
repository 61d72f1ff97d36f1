package io.fastflight.engine;

import static java.util.Objects.requireNonNull;

/**
 * Is told of each stream that was asked for, once, when it is over.
 *
 * <p><b>Threads:</b> called from any, on the one that ended the call, before a door tells its
 * caller: quick. What it throws is logged.
 */
@FunctionalInterface
public interface CallListener {
  /** Takes no note. */
  CallListener NONE = call -> {};

  /**
   * Takes note of a call: complete, failed, left by its caller, or refused before it was opened.
   */
  void ended(CallRecord call);

  /** Returns a listener that tells this one and then {@code next}, whatever this one throws. */
  default CallListener andThen(CallListener next) {
    requireNonNull(next, "next");
    return call -> {
      try {
        ended(call);
      } finally {
        next.ended(call);
      }
    };
  }
}
