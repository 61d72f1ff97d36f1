package io.fastflight.cli.serve;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.metrics.FastFlightMetrics;
import io.fastflight.metrics.PrometheusMeters;
import io.fastflight.security.audit.AuditLog;
import io.fastflight.service.CallListener;
import io.fastflight.service.StreamSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps the parts of a running server, and closes them in reverse order: when it is closed, and
 * when the process is told to stop by SIGTERM or SIGINT.
 *
 * <p><b>Ownership:</b> takes what {@link #own} is given.
 *
 * <p><b>Threads:</b> any; the stop comes on a thread of its own.
 */
public final class ServerProcess implements AutoCloseable {
  private final Console console;
  private final boolean stopIsSuccess;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final PrometheusMeters meters = own(new PrometheusMeters());
  private final FastFlightMetrics metrics = new FastFlightMetrics(meters.registry());
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndExit, "fastflight-stop");

  private ServerProcess(Console console, boolean stopIsSuccess) {
    this.console = console;
    this.stopIsSuccess = stopIsSuccess;
  }

  /** Begins a server without parts: it is over when it is told to stop, and that is a success. */
  static ServerProcess untilStopped(Console console) {
    return begin(new ServerProcess(console, true));
  }

  /** Begins a run that ends by itself: told to stop before that, it exits as signals make it. */
  public static ServerProcess untilDone(Console console) {
    return begin(new ServerProcess(console, false));
  }

  private static ServerProcess begin(ServerProcess process) {
    Runtime.getRuntime().addShutdownHook(process.hook);
    return process;
  }

  /** Returns where this process prints. */
  Console console() {
    return console;
  }

  /** Takes a part, and returns it. */
  public synchronized <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  /** Returns the engine that {@code making} makes with the listener it is given, watched. */
  Engine watched(Function<CallListener, Engine> making) {
    Engine engine = making.apply(metrics);
    metrics.watch(engine);
    return engine;
  }

  /** Returns {@code client} as a source, watched. */
  StreamSource watched(FastFlightClient client) {
    return metrics.watch(client);
  }

  /** Shows how many calls have no line in {@code audit}. */
  void watch(AuditLog audit) {
    metrics.watchAudit(audit::lostLines);
  }

  /** Returns what Prometheus is to read of all that is watched. */
  public Supplier<String> metrics() {
    return meters;
  }

  /** Waits until the process is told to stop, or this thread is interrupted: that says the same. */
  void awaitStop() {
    try {
      stopped.await();
    } catch (InterruptedException told) {
      // not restored: the parts are about to be closed, and would cut their streams at once
    }
  }

  /** Closes every part, the last one first, whatever one of them says. */
  @Override
  public void close() {
    forgetHook();
    RuntimeException failure = closeParts();
    if (failure != null) {
      throw failure;
    }
  }

  private synchronized @org.jspecify.annotations.Nullable RuntimeException closeParts() {
    RuntimeException first = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failure) {
        if (first == null) {
          first = new IllegalStateException("The stop was not clean: " + failure, failure);
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    return first;
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // the hook runs already: it closes the parts, and we wait for it in closeParts
    }
  }

  /**
   * Runs as the shutdown hook. Without {@code halt} the exit code of a process stopped by a signal
   * would be 143, which to most supervisors is a failure.
   */
  private void stopAndExit() {
    RuntimeException failure = closeParts();
    stopped.countDown();
    if (failure != null) {
      console.error(String.valueOf(failure.getMessage()));
    }
    if (stopIsSuccess) {
      Runtime.getRuntime().halt(failure == null ? ExitCode.OK : ExitCode.FAILED);
    }
  }
}
