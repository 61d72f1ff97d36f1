package io.fastflight.wire;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs long loops where few calls are on the stack: Arrow's debugging allocator notes the whole
 * stack at each retain and release, and JUnit's is seventy calls deep.
 */
final class ShallowStack {
  private ShallowStack() {}

  static void run(Runnable loop) throws Exception {
    FutureTask<Void> task = new FutureTask<>(loop, null);
    Thread thread = new Thread(task, "shallow");
    thread.start();
    try {
      task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw failed;
    } finally {
      thread.join();
    }
  }
}
