package io.fastflight.spring.servlet;

import static java.util.Objects.requireNonNull;

import io.fastflight.http.handler.HttpRules;
import io.fastflight.security.Authentication;
import io.fastflight.service.CallListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says how a servlet answers.
 *
 * @param rules with the prefix as it is within the application, not empty
 * @param authentication who callers are; empty where they do not have to say
 * @param calls is told of each call when it is over, also of one that was refused
 * @param flight where the same services are served over Flight, for the description of a service;
 *     asked at each call, for that server may start later
 * @param requestTimeout how long a request may take to arrive, more than 0
 * @param readTimeout how long a reader may take nothing of an answer before it is cut, more than 0
 */
public record DoorSettings(
    HttpRules rules,
    Optional<Authentication> authentication,
    CallListener calls,
    Supplier<Optional<String>> flight,
    Duration requestTimeout,
    Duration readTimeout) {
  /** Checks all of them. */
  public DoorSettings {
    requireNonNull(authentication, "authentication");
    requireNonNull(calls, "calls");
    requireNonNull(flight, "flight");
    if (requireNonNull(rules, "rules").prefix().isEmpty()) {
      throw new IllegalArgumentException(
          "prefix must be like /fastflight, was empty: what is at / belongs to the application.");
    }
    requirePositive("requestTimeout", requestTimeout);
    requirePositive("readTimeout", readTimeout);
  }

  private static void requirePositive(String name, Duration value) {
    if (requireNonNull(value, name).isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be more than 0, was " + value + ".");
    }
  }
}
