package io.fastflight.engine;

import static java.util.Objects.requireNonNull;

import io.fastflight.params.ClosestNames;
import io.fastflight.policy.CallLimits;
import io.fastflight.policy.Policy;
import io.fastflight.service.ServiceRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds what an engine serves, to whom, and how much; the three are replaced as one.
 *
 * @param registry the services
 * @param policy who may use which of them
 * @param limits how much of them
 */
public record Offer(ServiceRegistry registry, Policy policy, CallLimits limits) {
  /**
   * Checks that they belong together.
   *
   * @throws IllegalArgumentException if a rule or a limit names a service, or a pattern, that none
   *     is called
   */
  public Offer {
    Set<String> names = new TreeSet<>();
    requireNonNull(registry, "registry")
        .services()
        .forEach(service -> names.add(service.type().name()));
    requireKnown("The policy", requireNonNull(policy, "policy").unknownServices(names), names);
    requireKnown("A limit", requireNonNull(limits, "limits").unknownServices(names), names);
  }

  private static void requireKnown(String who, Set<String> unknown, Set<String> names) {
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      List<String> closest = ClosestNames.to(first, names);
      throw new IllegalArgumentException(
          "%s names the service '%s', and none is registered that is called so. %s: %s. Check the name."
              .formatted(
                  who,
                  first,
                  closest.isEmpty() ? "There are" : "Closest",
                  String.join(", ", closest.isEmpty() ? names : closest)));
    }
  }

  /** Offers as much as anyone likes. */
  public Offer(ServiceRegistry registry, Policy policy) {
    this(registry, policy, CallLimits.none());
  }

  /** Returns the same services to the same callers, under these limits. */
  public Offer withLimits(CallLimits limits) {
    return new Offer(registry, policy, limits);
  }

  /** Returns the offer of all services to everyone. */
  public static Offer toEveryone(ServiceRegistry registry) {
    return new Offer(registry, Policy.open());
  }
}
