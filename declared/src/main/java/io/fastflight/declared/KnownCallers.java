package io.fastflight.declared;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says what is known beforehand of those who will call.
 *
 * @param signIn whether they have to say who they are: then a file must have a policy, since
 *     without one nobody may use anything
 * @param roles all roles there are, where that is known: then a rule with another is refused
 */
public record KnownCallers(boolean signIn, Optional<Set<String>> roles) {
  /** Nobody is asked who they are, or nothing is known of that. */
  public static final KnownCallers UNASKED = new KnownCallers(false, Optional.empty());

  /** Callers sign in, and what their roles are comes with their credentials. */
  public static final KnownCallers WITH_ANY_ROLES = new KnownCallers(true, Optional.empty());

  /** Copies the roles. */
  public KnownCallers {
    roles = roles.map(TreeSet::new);
  }

  /** Returns all roles there are with those of {@code listed}; empty if that cannot be known. */
  Optional<Set<String>> rolesWith(Optional<Set<String>> listed) {
    if (listed.isEmpty() || roles.isEmpty()) {
      return listed.or(() -> roles);
    }
    Set<String> all = new TreeSet<>(listed.get());
    all.addAll(roles.get());
    return Optional.of(all);
  }

  /** Returns those who sign in and have no other roles than these. */
  public static KnownCallers withRoles(Set<String> roles) {
    return new KnownCallers(true, Optional.of(roles));
  }
}
