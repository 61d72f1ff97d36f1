package io.fastflight.source.jdbc.pool;

import io.fastflight.service.Cancellation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands out permits in the order they are asked for, several at once where several are needed; a
 * cancelled waiter leaves at once.
 */
final class Permits {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Object> waiting = new ArrayDeque<>();
  private int free;

  Permits(int count) {
    this.free = count;
  }

  int free() {
    lock.lock();
    try {
      return free;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes {@code count} permits.
   *
   * @return false if they were not free in time
   * @throws io.fastflight.error.FastFlightException if the call is cancelled
   */
  boolean take(int count, Duration wait, Cancellation cancellation) throws InterruptedException {
    Object self = new Object();
    Cancellation.Registration registration = cancellation.onCancel(this::wake);
    lock.lock();
    try {
      waiting.add(self);
      long left = wait.toNanos();
      while (waiting.peek() != self || free < count) {
        cancellation.throwIfCancelled();
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      free -= count;
      return true;
    } finally {
      waiting.remove(self);
      changed.signalAll();
      lock.unlock();
      registration.close();
    }
  }

  void giveBack(int count) {
    lock.lock();
    try {
      free += count;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
