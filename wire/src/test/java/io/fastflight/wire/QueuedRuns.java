package io.fastflight.wire;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An executor whose tasks run when the test says so, on the test's thread. */
final class QueuedRuns implements Executor {
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  int waiting() {
    return tasks.size();
  }

  void runOne() {
    tasks.remove().run();
  }

  /** Wakes a pump and does what follows. */
  void run(StreamPump<?> pump) {
    pump.wake();
    runAll();
  }

  void runAll() {
    while (!tasks.isEmpty()) {
      runOne();
    }
  }
}
