package io.fastflight.declared;

import io.fastflight.policy.CallLimit;
import io.fastflight.policy.Rule;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one limit: whom and what it bounds, and by how much. */
final class LimitSection {
  /** The words for among whom a limit is counted. */
  static final List<String> PER = List.of("caller", "service");

  /** The most requests a second that can be said. */
  static final int MAX_RATE = 1_000_000;

  /** The keys of a limit beside those of its scope and of a stream, and what each means. */
  static final List<Key> KEYS =
      List.of(
          new Key(
              "per",
              "caller, as without it: each has max_streams, requests_per_second and max_total_memory; service: its callers share them."),
          new Key("max_streams", "How many streams may be open at a time."),
          new Key(
              "requests_per_second",
              "How many requests may come in a second; one second's may come at once."),
          new Key(
              "max_memory",
              "A stream that holds more memory at a time, 64MiB say, fails with RESOURCE_EXHAUSTED."),
          new Key(
              "max_total_memory",
              "How much memory all streams may hold together, 256MiB say; one that needs more fails with RESOURCE_EXHAUSTED."));

  private final String name;
  private final Place place;
  private final Section section;
  private final FaultList faults;
  private final int faultsBefore;

  LimitSection(String name, Node.Field field, FaultList faults) {
    this.faultsBefore = faults.size();
    this.name = name;
    this.place = field.key();
    this.section = Section.of(field.node(), "limit " + name, field.key(), faults);
    this.faults = faults;
  }

  /** Returns all keys of a limit. */
  static List<Key> keys() {
    return Key.both(ScopeSection.KEYS, Key.both(KEYS, ServiceSection.LIMITS));
  }

  /**
   * Returns the limit; empty if anything is wrong with it.
   *
   * @param roles all roles there are, if that is known
   * @param services the names of all services
   */
  Optional<CallLimit> read(Optional<Set<String>> roles, Collection<String> services) {
    section.refuseOthers("a limit", Key.names(keys()));
    ScopeSection scope = new ScopeSection(section, faults);
    Rule.Builder whom = Rule.of(name);
    scope.read(whom);
    roles.ifPresent(scope::requireRoles);
    Consumer<CallLimit.Builder> bounds = bounds();
    if (faults.size() > faultsBefore) {
      return Optional.empty();
    }
    Optional<Rule> rule = faults.noting(place, whom::build);
    rule.ifPresent(known -> scope.requireServices(known, services));
    return rule.flatMap(
        known ->
            faults.noting(
                place,
                () -> {
                  CallLimit.Builder limit = CallLimit.of(known);
                  bounds.accept(limit);
                  return limit.build();
                }));
  }

  /** Returns what sets the bounds. */
  private Consumer<CallLimit.Builder> bounds() {
    Optional<CallLimit.Per> per =
        section.value(
            "per",
            String.join(" or ", PER),
            (node, value) ->
                value instanceof String word && PER.contains(word)
                    ? CallLimit.Per.valueOf(word.toUpperCase(Locale.ROOT))
                    : null);
    OptionalLong streams = section.integer("max_streams", 1, Integer.MAX_VALUE);
    Optional<Double> rate =
        section.value(
            "requests_per_second",
            "a number over 0, at most " + MAX_RATE,
            (node, value) -> value instanceof Number number ? rate(number.doubleValue()) : null);
    OptionalLong rows = section.integer("max_rows", 1, Long.MAX_VALUE);
    OptionalLong bytes = section.size("max_bytes");
    Optional<Duration> time = section.duration("max_time");
    OptionalLong memory = section.size("max_memory");
    OptionalLong total = section.size("max_total_memory");
    return limit -> {
      per.ifPresent(limit::per);
      streams.ifPresent(count -> limit.maxStreams((int) count));
      rate.ifPresent(limit::requestsPerSecond);
      rows.ifPresent(limit::maxRows);
      bytes.ifPresent(limit::maxBytes);
      time.ifPresent(limit::maxTime);
      memory.ifPresent(limit::maxMemory);
      total.ifPresent(limit::maxTotalMemory);
    };
  }

  private static @Nullable Double rate(double requests) {
    return requests > 0 && requests <= MAX_RATE ? (Double) requests : null;
  }
}
