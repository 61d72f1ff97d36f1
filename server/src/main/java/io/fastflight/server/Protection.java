package io.fastflight.server;

import io.fastflight.security.Authentication;
import io.fastflight.security.seal.Seal;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.security.seal.SessionTokens;
import java.time.Duration;
import java.util.Optional;

/** What a Flight door knows of its callers and of the tickets it gives them. */
final class Protection {
  /** As long as a working day's session may be left alone; a replica's keys end it sooner. */
  static final Duration SESSION_LIFETIME = Duration.ofHours(1);

  private final Optional<Authentication> authentication;
  private final Optional<SessionTokens> sessions;
  private final Tickets tickets;

  private Protection(
      Optional<Authentication> authentication, Optional<SessionTokens> sessions, Tickets tickets) {
    this.authentication = authentication;
    this.sessions = sessions;
    this.tickets = tickets;
  }

  /**
   * Creates it: with authentication, or with keys, tickets are sealed.
   *
   * @param directAllowed whether a ticket may be a caller's own JSON though callers are known
   */
  static Protection of(
      Optional<Authentication> authentication,
      Optional<SealKeys> keys,
      Duration ticketLifetime,
      boolean directAllowed) {
    boolean sealed = authentication.isPresent() || keys.isPresent();
    SealKeys used = keys.orElseGet(SealKeys::ofThisProcess);
    Optional<SessionTokens> sessions =
        authentication.map(any -> new SessionTokens(used, SESSION_LIFETIME));
    return new Protection(
        authentication.map(asked -> asked.before(sessions.orElseThrow())),
        sessions,
        new Tickets(
            sealed ? Optional.of(Seal.of(used, "ticket")) : Optional.empty(),
            ticketLifetime,
            directAllowed || authentication.isEmpty()));
  }

  Optional<Authentication> authentication() {
    return authentication;
  }

  Optional<SessionTokens> sessions() {
    return sessions;
  }

  Tickets tickets() {
    return tickets;
  }
}
