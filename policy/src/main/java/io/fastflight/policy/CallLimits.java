package io.fastflight.policy;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Identity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the limits of callers, all of which act together, and how long a request over one waits
 * before it is refused.
 *
 * @param limits each with a name of its own
 * @param maxWait how long a request waits for its turn, 0 to 1 minute
 * @param maxWaiting how many wait at once, each with a thread; 0 or more
 */
public record CallLimits(List<CallLimit> limits, Duration maxWait, int maxWaiting) {
  /** How long a request waits by default: 2 s. */
  public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(2);

  /** How many requests wait at once by default: 8, half of the fewest workers that a door has. */
  public static final int DEFAULT_MAX_WAITING = 8;

  /** How long a request may wait at most: 1 minute. */
  public static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final CallLimits NONE = of(List.of());

  /** Checks them. */
  public CallLimits {
    limits = List.copyOf(limits);
    Set<String> names = new HashSet<>();
    for (CallLimit limit : limits) {
      if (!names.add(limit.name())) {
        throw new IllegalArgumentException(
            "Two limits are called '%s'. Give one of them another name.".formatted(limit.name()));
      }
    }
    if (requireNonNull(maxWait, "maxWait").isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
      throw new IllegalArgumentException("maxWait must be 0..60000 ms, was " + maxWait + ".");
    }
    if (maxWaiting < 0) {
      throw new IllegalArgumentException("maxWaiting must be 0 or more, was " + maxWaiting + ".");
    }
  }

  /** Returns {@code limits} with the default waiting. */
  public static CallLimits of(List<CallLimit> limits) {
    return new CallLimits(limits, DEFAULT_MAX_WAIT, DEFAULT_MAX_WAITING);
  }

  /** Returns no limit at all. */
  public static CallLimits none() {
    return NONE;
  }

  /** Returns those that bound what {@code caller} asks of {@code service}. */
  public List<CallLimit> of(Identity caller, String service) {
    return limits.stream().filter(limit -> limit.bounds(caller, service)).toList();
  }

  /** Returns the names and patterns in limits that are no service's. */
  public Set<String> unknownServices(Set<String> registered) {
    Set<String> unknown = new TreeSet<>();
    limits.forEach(limit -> unknown.addAll(limit.scope().unmatched(registered)));
    return unknown;
  }
}
