package io.fastflight.engine;

import io.fastflight.service.Identity;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceDescription;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The services an engine answers from at one time, for whom, and how many requests still use them.
 *
 * <p><b>Threads:</b> any.
 */
final class Catalogue {
  /** One request's use; ending it twice does nothing. */
  interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /** Callers whose views are kept; a credential that is made anew makes another caller. */
  private static final int MAX_VIEWS = 1_000;

  private final Offer offer;
  private final Map<Identity, CallerView> views = new ConcurrentHashMap<>();
  private final Map<String, ServiceDescription> descriptions = new ConcurrentHashMap<>();

  /** The requests, and one for the engine until it answers from another catalogue. */
  private final AtomicInteger users = new AtomicInteger(1);

  private volatile Runnable whenUnused = () -> {};

  Catalogue(Offer offer) {
    this.offer = offer;
  }

  Offer offer() {
    return offer;
  }

  /** Returns what a caller may use. */
  CallerView view(Identity caller) {
    if (views.size() >= MAX_VIEWS) {
      views.clear();
    }
    return views.computeIfAbsent(caller, one -> CallerView.of(offer, one));
  }

  ServiceDescription describe(RegisteredService<?> service) {
    return descriptions.computeIfAbsent(service.type().name(), name -> service.describe());
  }

  /** Counts one more user, or returns false if the last has left: then there is a newer one. */
  boolean enter() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Returns how one that has entered leaves. */
  Use use() {
    AtomicBoolean over = new AtomicBoolean();
    return () -> {
      if (over.compareAndSet(false, true)) {
        leave();
      }
    };
  }

  /** Takes no new users, and runs {@code whenUnused} when the last has left, perhaps now. */
  void retire(Runnable whenUnused) {
    this.whenUnused = whenUnused;
    leave();
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      whenUnused.run();
    }
  }
}
