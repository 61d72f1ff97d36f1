package io.fastflight.engine;

import static java.util.Objects.requireNonNull;

import io.fastflight.params.ClosestNames;
import io.fastflight.policy.Policy;
import io.fastflight.service.ServiceRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds what an engine serves, and to whom; the two are replaced as one.
 *
 * @param registry the services
 * @param policy who may use which of them
 */
public record Offer(ServiceRegistry registry, Policy policy) {
  /**
   * Checks that they belong together.
   *
   * @throws IllegalArgumentException if a rule names a service, or a pattern, that none is called
   */
  public Offer {
    Set<String> names = new TreeSet<>();
    requireNonNull(registry, "registry")
        .services()
        .forEach(service -> names.add(service.type().name()));
    Set<String> unknown = requireNonNull(policy, "policy").unknownServices(names);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      List<String> closest = ClosestNames.to(first, names);
      throw new IllegalArgumentException(
          "The policy names the service '%s', and none is registered that is called so. %s: %s. Check the name."
              .formatted(
                  first,
                  closest.isEmpty() ? "There are" : "Closest",
                  String.join(", ", closest.isEmpty() ? names : closest)));
    }
  }

  /** Returns the offer of all services to everyone. */
  public static Offer toEveryone(ServiceRegistry registry) {
    return new Offer(registry, Policy.open());
  }
}
