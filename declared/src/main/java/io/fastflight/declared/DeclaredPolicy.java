package io.fastflight.declared;

import static java.util.Objects.requireNonNull;

import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import java.util.Map;

/**
 * Holds the policy of a file, and where its rules stand.
 *
 * @param policy what the rules say
 * @param places of the rules, by name
 */
public record DeclaredPolicy(Policy policy, Map<String, Place> places) {
  /** One rule as it stands in a file, to show to whoever has none. */
  public static final String EXAMPLE =
      "policy: {rules: {readers: {roles: [reader], services: ['*']}}}";

  /** Copies the map. */
  public DeclaredPolicy {
    places = Map.copyOf(places);
  }

  /** Returns in which line a rule of the policy stands. */
  public int line(Rule rule) {
    return requireNonNull(places.get(rule.name()), "place").line();
  }
}
