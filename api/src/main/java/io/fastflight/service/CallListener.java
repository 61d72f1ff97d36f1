package io.fastflight.service;

import static java.util.Objects.requireNonNull;

/**
 * Is told of each call, once, when it is over: by an engine of the streams that were asked of it,
 * by a door of every call that came through it.
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

  /**
   * Refuses a call before it is served where no note could be taken of it; a door asks.
   *
   * @throws io.fastflight.error.ServerUnavailableException if so; by default never
   */
  default void requireReady() {}

  /** Returns a listener that tells this one and then {@code next}, whatever this one throws. */
  default CallListener andThen(CallListener next) {
    requireNonNull(next, "next");
    CallListener first = this;
    return new CallListener() {
      @Override
      public void ended(CallRecord call) {
        try {
          first.ended(call);
        } finally {
          next.ended(call);
        }
      }

      @Override
      public void requireReady() {
        first.requireReady();
        next.requireReady();
      }
    };
  }
}
