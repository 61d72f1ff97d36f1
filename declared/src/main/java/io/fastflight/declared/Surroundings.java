package io.fastflight.declared;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.ServiceRegistry;
import java.util.Map;

/**
 * Says what a file is read among.
 *
 * @param environment the variables that it may refer to
 * @param others the services that do not come from the file; its rules may name them too
 * @param callers what is known of those who will call
 */
public record Surroundings(
    Map<String, String> environment, ServiceRegistry others, KnownCallers callers) {
  /** Copies the environment. */
  public Surroundings {
    environment = Map.copyOf(environment);
    requireNonNull(others, "others");
    requireNonNull(callers, "callers");
  }

  /** Returns those of a file that stands alone, with these variables. */
  public static Surroundings of(Map<String, String> environment) {
    return new Surroundings(environment, ServiceRegistry.builder().build(), KnownCallers.UNASKED);
  }
}
