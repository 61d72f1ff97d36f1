package io.fastflight.source.jdbc.pool;

import io.fastflight.service.Cancellation;
import io.fastflight.service.Standby;
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
      boolean next =
          isNext(self, count) || Standby.during(() -> await(self, count, wait, cancellation));
      free -= next ? count : 0;
      return next;
    } finally {
      waiting.remove(self);
      changed.signalAll();
      lock.unlock();
      registration.close();
    }
  }

  private boolean isNext(Object self, int count) {
    return waiting.peek() == self && free >= count;
  }

  private boolean await(Object self, int count, Duration wait, Cancellation cancellation)
      throws InterruptedException {
    long left = wait.toNanos();
    while (!isNext(self, count)) {
      cancellation.throwIfCancelled();
      if (left <= 0) {
        return false;
      }
      left = changed.awaitNanos(left);
    }
    return true;
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
