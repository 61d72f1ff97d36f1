package io.fastflight.engine;

import io.fastflight.policy.Policy;
import io.fastflight.service.Identity;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.ServiceRegistry;
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

  private final ServiceRegistry registry;
  private final Policy policy;
  private final Map<Identity, CallerView> views = new ConcurrentHashMap<>();
  private final Map<String, ServiceDescription> descriptions = new ConcurrentHashMap<>();

  /** The requests, and one for the engine until it answers from another catalogue. */
  private final AtomicInteger users = new AtomicInteger(1);

  private volatile Runnable whenUnused = () -> {};

  Catalogue(ServiceRegistry registry, Policy policy) {
    this.registry = registry;
    this.policy = policy;
  }

  Policy policy() {
    return policy;
  }

  /** Returns what a caller may use. */
  CallerView view(Identity caller) {
    if (views.size() >= MAX_VIEWS) {
      views.clear();
    }
    return views.computeIfAbsent(caller, one -> CallerView.of(registry, policy, one));
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
