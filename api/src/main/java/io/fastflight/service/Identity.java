package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;

/**
 * Says who calls, as the door found out, and what is known of them.
 *
 * @param name who it is, unique among the callers of a server; never a secret
 * @param roles what they are, for rules that speak of many; empty for {@link #ANONYMOUS}
 * @param claims what else their credential says of them, by name: text, numbers, truth values and
 *     lists of those; for rules on rows
 *     <p><b>Threads:</b> immutable.
 */
public record Identity(String name, Set<String> roles, Map<String, Object> claims) {
  /** Who calls where nobody has to say. */
  public static final Identity ANONYMOUS = new Identity("anonymous", Set.of(), Map.of());

  /**
   * Creates an identity.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public Identity {
    requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException("The name of an identity must not be blank.");
    }
    roles = Set.copyOf(roles);
    claims = Map.copyOf(claims);
  }

  /** Returns whether the caller did not say who they are. */
  public boolean isAnonymous() {
    return equals(ANONYMOUS);
  }
}
