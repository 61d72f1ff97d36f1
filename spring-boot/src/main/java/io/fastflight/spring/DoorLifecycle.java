package io.fastflight.spring;

import org.springframework.context.SmartLifecycle;

/**
 * Opens a door when the application is ready, and drains it when the application stops: before the
 * application's own server drains, and at the same time as other doors.
 */
final class DoorLifecycle implements SmartLifecycle {
  private final Runnable open;
  private final Runnable close;
  private volatile boolean running;

  DoorLifecycle(Runnable open, Runnable close) {
    this.open = open;
    this.close = close;
  }

  @Override
  public void start() {
    open.run();
    running = true;
  }

  @Override
  public void stop() {
    close.run();
    running = false;
  }

  /** Does not wait: doors drain side by side. */
  @Override
  public void stop(Runnable stopped) {
    Runnable closing =
        () -> {
          try {
            stop();
          } finally {
            stopped.run();
          }
        };
    new Thread(closing, "fastflight-close").start();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** A paused application still answers. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
