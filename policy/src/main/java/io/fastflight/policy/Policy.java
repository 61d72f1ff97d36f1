package io.fastflight.policy;

import static java.util.Objects.requireNonNull;

import io.fastflight.params.ClosestNames;
import io.fastflight.params.Secret;
import io.fastflight.policy.column.Guard;
import io.fastflight.policy.column.Mask;
import io.fastflight.policy.filter.Filter;
import io.fastflight.service.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says who may use which services, and what of them they see: nobody any, but for what its rules
 * allow.
 *
 * <p>All rules that speak of a caller and a service act together, and each only takes away: one
 * that denies wins over all, rows must pass every filter, and of two masks on a column the stricter
 * acts. So a rule with a filter holds whatever other roles its callers have.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Policy {
  private static final Policy OPEN = new Policy(new Builder(), true);
  private static final int MIN_KEY_CHARS = 16;

  private final List<Rule> rules;
  private final Optional<Secret> maskKey;
  private final boolean open;

  private Policy(Builder builder, boolean open) {
    this.rules = List.copyOf(builder.rules);
    this.maskKey = Optional.ofNullable(builder.maskKey);
    this.open = open;
  }

  /** Returns the policy of a server that has none: all is for everyone. */
  public static Policy open() {
    return OPEN;
  }

  /** Begins a policy without rules, which allows nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns whether all is for everyone. */
  public boolean isOpen() {
    return open;
  }

  /** Returns the rules, in their order. */
  public List<Rule> rules() {
    return rules;
  }

  /** Returns the rules that speak of a caller and a service, in their order. */
  public List<Rule> rules(Identity caller, String service) {
    return rules.stream().filter(rule -> rule.covers(service) && rule.isFor(caller)).toList();
  }

  /** Returns whether a caller may use a service. */
  public boolean allows(Identity caller, String service) {
    List<Rule> mine = rules(caller, service);
    return open || (!mine.isEmpty() && mine.stream().noneMatch(Rule::denies));
  }

  /** Returns what a caller does not see of a service it may use. */
  public Guard guard(Identity caller, String service) {
    return guard(rules(caller, service));
  }

  /** Returns what one rule hides, to check it against the columns of a service. */
  public Guard guard(Rule rule) {
    return guard(List.of(rule));
  }

  private Guard guard(List<Rule> mine) {
    List<Filter> filters =
        mine.stream().flatMap(rule -> rule.filter().stream()).distinct().toList();
    Map<String, Mask> masks = new LinkedHashMap<>();
    mine.forEach(
        rule -> rule.masks().forEach((column, mask) -> masks.merge(column, mask, Mask::stricter)));
    return filters.isEmpty() && masks.isEmpty() ? Guard.NONE : new Guard(filters, masks, maskKey);
  }

  /**
   * Returns the names and patterns in rules that are no service's, so that one who mistyped a name
   * learns of it: a rule that takes away must not miss what it is for.
   */
  public Set<String> unknownServices(Set<String> registered) {
    Set<String> unknown = new TreeSet<>();
    rules.forEach(rule -> unknown.addAll(rule.unmatched(registered)));
    return unknown;
  }

  /** Collects rules. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final List<Rule> rules = new ArrayList<>();
    private final Set<String> roles = new TreeSet<>();
    private @Nullable Secret maskKey;

    private Builder() {}

    /** Names the roles there are; a rule with another is refused. */
    public Builder roles(String... names) {
      roles.addAll(List.of(names));
      return this;
    }

    /**
     * Sets the key of hashed columns, the same on all replicas.
     *
     * @throws IllegalArgumentException if it has fewer than 16 characters
     */
    public Builder maskKey(Secret key) {
      if (requireNonNull(key, "key").reveal().length() < MIN_KEY_CHARS) {
        throw new IllegalArgumentException(
            "The key of masks must have %s characters or more.".formatted(MIN_KEY_CHARS));
      }
      this.maskKey = key;
      return this;
    }

    /**
     * Adds a rule.
     *
     * @throws IllegalArgumentException if it names a role there is not, hashes without a key, has
     *     the name of another rule or contradicts one
     */
    public Builder rule(Rule rule) {
      rule.roles().forEach(role -> requireRole(rule, role));
      if (maskKey == null && rule.masks().values().stream().anyMatch(Mask.Hash.class::isInstance)) {
        throw new IllegalArgumentException(
            "The rule '%s' hashes a column, and there is no key. Set the mask key."
                .formatted(rule.name()));
      }
      rules.forEach(other -> requireAgreement(rule, other));
      rules.add(rule);
      return this;
    }

    private void requireRole(Rule rule, String role) {
      if (!roles.contains(role)) {
        List<String> closest = ClosestNames.to(role, roles);
        throw new IllegalArgumentException(
            "The rule '%s' names the role '%s', which there is not. %s"
                .formatted(
                    rule.name(),
                    role,
                    closest.isEmpty()
                        ? "There are: " + String.join(", ", roles) + "."
                        : "Closest: " + String.join(", ", closest) + "."));
      }
    }

    private static void requireAgreement(Rule rule, Rule other) {
      if (rule.name().equals(other.name())) {
        throw new IllegalArgumentException(
            "There are two rules '%s'. Name each once.".formatted(rule.name()));
      }
      Optional<String> contradiction = rule.contradiction(other);
      if (contradiction.isPresent()) {
        throw new IllegalArgumentException(
            "The rules '%s' and '%s' contradict each other: %s. Take one away."
                .formatted(other.name(), rule.name(), contradiction.get()));
      }
    }

    /** Returns the policy. */
    public Policy build() {
      return new Policy(this, false);
    }
  }
}
