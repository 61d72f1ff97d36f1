package io.fastflight.spring.servlet;

import io.fastflight.error.ErrorCode;
import io.fastflight.http.door.CallerCheck;
import io.fastflight.http.door.OpenCalls;
import io.fastflight.http.handler.FollowedExchange;
import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpExchange;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.http.handler.HttpRules;
import io.fastflight.security.Credential;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.WorkerThreads;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the calls of a servlet from its opening to its close.
 *
 * <p><b>Threads:</b> any; owns its workers and the clock that looks after the calls.
 */
final class OpenDoor {
  private static final Logger LOG = LoggerFactory.getLogger(OpenDoor.class);

  /** A peer that leaves is seen at the second look: within half a second. */
  private static final Duration TICK = Duration.ofMillis(250);

  private final WorkerThreads workers = WorkerThreads.best("fastflight-http-worker");
  private final OpenCalls calls = new OpenCalls();
  private final Set<ServletExchange> exchanges = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor clock;
  private final HttpHandler handler;
  private final CallerCheck check;

  OpenDoor(StreamSource source, DoorSettings settings, String contextPath) {
    HttpRules rules = settings.rules();
    this.handler =
        new HttpHandler(
            new HttpRules(contextPath + rules.prefix(), rules.hosts(), rules.origins()),
            source,
            workers,
            calls::isClosing);
    handler.showFlight(settings.flight());
    this.check = new CallerCheck(handler, settings.authentication(), settings.calls(), workers);
    this.clock = new ScheduledThreadPoolExecutor(1, OpenDoor::clockThread);
    var unused =
        clock.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread clockThread(Runnable task) {
    Thread thread = new Thread(task, "fastflight-http-clock");
    thread.setDaemon(true);
    return thread;
  }

  private void tick() {
    long now = System.nanoTime();
    for (ServletExchange exchange : exchanges) {
      try {
        exchange.tick(now);
      } catch (RuntimeException fault) { // else the clock stops for all
        LOG.error("A call could not be looked after.", fault);
      }
    }
  }

  ServletCall head(HttpServletRequest request) {
    return ServletCall.head(request, check);
  }

  void serve(ServletCall head, Supplier<Optional<Credential>> credential, ServletExchange servlet) {
    HttpExchange exchange = new FollowedExchange(servlet, head.trail());
    Runnable cut = servlet::cut;
    boolean entered = calls.enter(cut);
    exchanges.add(servlet);
    servlet.start(
        exchange,
        () -> {
          head.trail().end(Optional.of(ErrorCode.CANCELLED)); // unless it was answered
          exchanges.remove(servlet);
          calls.leave(cut);
        });
    if (!entered) {
      exchange.answer(HttpAnswer.of(HttpHandler.closing()));
      return;
    }
    check.admit(
        head,
        exchange,
        credential,
        caller -> servlet.receive(body -> handler.serve(head.with(caller, body), exchange)));
  }

  void close(Duration grace) {
    boolean interrupted = calls.close(grace, workers);
    exchanges.forEach(ServletExchange::lose); // who took nothing of what they were told last
    clock.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
