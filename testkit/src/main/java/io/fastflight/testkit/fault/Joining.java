package io.fastflight.testkit.fault;

/** Waits for a thread that was told to end. */
final class Joining {
  private Joining() {}

  /** Waits even when interrupted, and says so afterwards. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException meanwhile) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
