package io.fastflight.testkit.fault;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where stalled directions wait until somebody resumes them all. */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition resumed = lock.newCondition();
  private long times;

  void resume() {
    lock.lock();
    try {
      times++;
      resumed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void awaitResume() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long before = times;
      while (times == before) {
        resumed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
