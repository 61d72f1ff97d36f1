package io.fastflight.policy;

import static java.util.Objects.requireNonNull;

import io.fastflight.policy.column.Mask;
import io.fastflight.policy.filter.Filter;
import io.fastflight.service.Identity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that some callers may use some services, or may not, and what of them they do not see.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Rule {
  private final String name;
  private final boolean everyone;
  private final Set<String> roles;
  private final Set<String> identities;
  private final Map<String, String> claims;
  private final List<ServicePattern> services;
  private final boolean denies;
  private final Optional<Filter> filter;
  private final Map<String, Mask> masks;

  private Rule(Builder builder) {
    this.name = builder.name;
    this.everyone = builder.everyone;
    this.roles = Set.copyOf(builder.roles);
    this.identities = Set.copyOf(builder.identities);
    this.claims = Map.copyOf(builder.claims);
    this.services = List.copyOf(builder.services);
    this.denies = builder.denies;
    this.filter = Optional.ofNullable(builder.filter);
    this.masks = Collections.unmodifiableMap(new LinkedHashMap<>(builder.masks));
  }

  /**
   * Begins a rule that allows.
   *
   * @param name to tell it by, in messages and explanations
   */
  public static Builder of(String name) {
    return new Builder(requireNonNull(name, "name"));
  }

  /** Returns what to tell it by. */
  public String name() {
    return name;
  }

  /** Returns whether it speaks of all callers. */
  public boolean isForEveryone() {
    return everyone;
  }

  /** Returns the callers it names. */
  public Set<String> identities() {
    return identities;
  }

  /** Returns what claims must say of its callers, by claim. */
  public Map<String, String> claims() {
    return claims;
  }

  /** Returns the roles it names. */
  public Set<String> roles() {
    return roles;
  }

  /** Returns the services it names, as they were written. */
  public List<String> services() {
    return services.stream().map(ServicePattern::text).toList();
  }

  /** Returns whether it takes services away. */
  public boolean denies() {
    return denies;
  }

  /** Returns which rows are seen, where not all are. */
  public Optional<Filter> filter() {
    return filter;
  }

  /** Returns the masks by column. */
  public Map<String, Mask> masks() {
    return masks;
  }

  /** Returns whether the rule speaks of this caller. */
  public boolean isFor(Identity caller) {
    boolean named =
        everyone
            || identities.contains(caller.name())
            || caller.roles().stream().anyMatch(roles::contains);
    boolean onlyClaims = !everyone && identities.isEmpty() && roles.isEmpty();
    return (named || onlyClaims)
        && claims.entrySet().stream()
            .allMatch(claim -> has(caller.claims().get(claim.getKey()), claim.getValue()));
  }

  private static boolean has(@Nullable Object known, String wanted) {
    return known instanceof Collection<?> several
        ? several.stream().anyMatch(each -> wanted.equals(String.valueOf(each)))
        : known != null && wanted.equals(String.valueOf(known));
  }

  /** Returns whether the rule speaks of this service. */
  public boolean covers(String service) {
    return services.stream().anyMatch(pattern -> pattern.matches(service));
  }

  /** Returns which of its services, as they were written, are none of {@code registered}. */
  public List<String> unmatched(Collection<String> registered) {
    return services.stream()
        .filter(pattern -> registered.stream().noneMatch(pattern::matches))
        .map(ServicePattern::text)
        .toList();
  }

  /**
   * Returns in what two rules contradict each other, to read after a colon; empty if they do not.
   *
   * <p>They do if they name one and the same group of callers, and the one allows what the other
   * denies in the same words, or both mask a column of a service, in two ways.
   */
  public Optional<String> contradiction(Rule other) {
    if (!sharesCallers(other)) {
      return Optional.empty();
    }
    Optional<String> pattern = sharedPattern(other);
    if (pattern.isPresent() && denies != other.denies) {
      return Optional.of(
          "for the same callers one allows '%s' and one denies it".formatted(pattern.get()));
    }
    return masks.entrySet().stream()
        .filter(
            mine ->
                !other.masks.getOrDefault(mine.getKey(), mine.getValue()).equals(mine.getValue()))
        .filter(mine -> sharesServices(other))
        .map(
            mine ->
                "for the same callers they mask column '%s' in two ways".formatted(mine.getKey()))
        .findFirst();
  }

  /** Returns whether two rules name one and the same group of callers. */
  private boolean sharesCallers(Rule other) {
    return claims.equals(other.claims)
        && ((everyone && other.everyone)
            || !Collections.disjoint(roles, other.roles)
            || !Collections.disjoint(identities, other.identities)
            || (onlyClaims() && other.onlyClaims()));
  }

  private boolean onlyClaims() {
    return !everyone && roles.isEmpty() && identities.isEmpty();
  }

  /** Returns a service pattern that two rules name in the same words. */
  private Optional<String> sharedPattern(Rule other) {
    return services().stream().filter(other.services()::contains).findFirst();
  }

  /** Returns whether there can be a service that both rules speak of. */
  private boolean sharesServices(Rule other) {
    return services.stream().anyMatch(mine -> other.services.stream().anyMatch(mine::overlaps));
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects what a rule says. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final String name;
    private boolean everyone;
    private final Set<String> roles = new LinkedHashSet<>();
    private final Set<String> identities = new LinkedHashSet<>();
    private final Map<String, String> claims = new LinkedHashMap<>();
    private final List<ServicePattern> services = new ArrayList<>();
    private boolean denies;
    private @Nullable Filter filter;
    private final Map<String, Mask> masks = new LinkedHashMap<>();

    private Builder(String name) {
      this.name = name;
    }

    /** Speaks of all callers, also of those who did not say who they are. */
    public Builder everyone() {
      this.everyone = true;
      return this;
    }

    /** Speaks of whoever has one of these roles. */
    public Builder roles(String... names) {
      roles.addAll(List.of(names));
      return this;
    }

    /** Speaks of callers by name. */
    public Builder identities(String... names) {
      identities.addAll(List.of(names));
      return this;
    }

    /** Speaks only of those of whom a claim says this, or says it among others. */
    public Builder claim(String claim, String value) {
      claims.put(claim, requireNonNull(value, "value"));
      return this;
    }

    /** Speaks of services by wire name; {@code *} stands for any characters. */
    public Builder services(String... patterns) {
      List.of(patterns).forEach(pattern -> services.add(new ServicePattern(pattern)));
      return this;
    }

    /** Takes the services away, whatever other rules say. */
    public Builder deny() {
      this.denies = true;
      return this;
    }

    /**
     * Shows only rows that pass {@code condition}.
     *
     * @throws IllegalArgumentException if it is not of the language of {@link Filter}
     */
    public Builder filter(String condition) {
      this.filter = Filter.of(condition);
      return this;
    }

    /** Shows a column masked. */
    public Builder mask(String column, Mask mask) {
      masks.put(column, requireNonNull(mask, "mask"));
      return this;
    }

    /**
     * Returns the rule.
     *
     * @throws IllegalArgumentException if it names no callers or no services, or takes services
     *     away and speaks of their rows
     */
    public Rule build() {
      if (!everyone && roles.isEmpty() && identities.isEmpty() && claims.isEmpty()) {
        throw new IllegalArgumentException(
            "The rule '%s' names no callers. Give it roles, identities, claims or everyone."
                .formatted(name));
      }
      if (services.isEmpty()) {
        throw new IllegalArgumentException(
            "The rule '%s' names no services. Name some, or '*'.".formatted(name));
      }
      if (denies && (filter != null || !masks.isEmpty())) {
        throw new IllegalArgumentException(
            "The rule '%s' denies, so it can have neither a filter nor masks.".formatted(name));
      }
      return new Rule(this);
    }
  }
}
