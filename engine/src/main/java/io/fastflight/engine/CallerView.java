package io.fastflight.engine;

import io.fastflight.policy.Policy;
import io.fastflight.policy.column.Guard;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one caller may use. The services it may not use are not in the registry, so that no message
 * about names or parameters tells of them.
 *
 * <p><b>Threads:</b> any.
 */
final class CallerView {
  private final ServiceRegistry registry;
  private final Policy policy;
  private final Identity caller;
  private final Map<String, Guard> guards = new ConcurrentHashMap<>();

  private CallerView(ServiceRegistry registry, Policy policy, Identity caller) {
    this.registry = registry;
    this.policy = policy;
    this.caller = caller;
  }

  static CallerView of(Offer offer, Identity caller) {
    ServiceRegistry registry = offer.registry();
    Policy policy = offer.policy();
    return new CallerView(
        policy.isOpen() ? registry : registry.only(service -> policy.allows(caller, service)),
        policy,
        caller);
  }

  ServiceRegistry registry() {
    return registry;
  }

  /** Returns what the caller does not see of a service. */
  Guard guard(String service) {
    return policy.isOpen()
        ? Guard.NONE
        : guards.computeIfAbsent(service, name -> policy.guard(caller, name));
  }
}
