package io.fastflight.declared;

import io.fastflight.params.Amounts;
import io.fastflight.policy.CallLimit;
import io.fastflight.policy.CallLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads how much callers may ask of services. */
final class LimitsSection {
  /** The keys of limits, and what each means. */
  static final List<Key> KEYS =
      List.of(
          new Key("rules", "Who may ask how much of which services, by the name of the limit."),
          new Key(
              "max_wait",
              "How long a request over max_streams, requests_per_second or max_total_memory waits for its turn, 2s without it, at most 1m."),
          new Key(
              "max_waiting",
              "How many requests wait at once, each with a worker thread; 8 without it."));

  private LimitsSection() {}

  /**
   * Reads the limits; what is wrong with them is noted.
   *
   * @param roles all roles there are, if that is known
   * @param services the names of all services
   */
  static CallLimits read(
      Section section, Optional<Set<String>> roles, Collection<String> services, FaultList faults) {
    section.refuseOthers("limits", Key.names(KEYS));
    Optional<Duration> wait =
        section.value(
            "max_wait",
            Amounts.DURATION + ", at most 1m",
            (node, value) ->
                Amounts.duration(value.toString())
                    .filter(time -> time.compareTo(CallLimits.LONGEST_WAIT) <= 0)
                    .orElse(null));
    OptionalLong waiting = section.integer("max_waiting", 0, Integer.MAX_VALUE);
    Map<String, Node.Field> rules = section.section("rules").map(Section::all).orElse(Map.of());
    if (rules.isEmpty()) {
      faults.add(section.place("rules"), "rules is missing; without a rule nothing is limited");
    }
    List<CallLimit> limits = new ArrayList<>();
    rules.forEach(
        (name, field) ->
            new LimitSection(name, field, faults).read(roles, services).ifPresent(limits::add));
    return new CallLimits(
        limits,
        wait.orElse(CallLimits.DEFAULT_MAX_WAIT),
        (int) waiting.orElse(CallLimits.DEFAULT_MAX_WAITING));
  }
}
