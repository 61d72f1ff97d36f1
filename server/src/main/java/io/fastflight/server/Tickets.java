package io.fastflight.server;

import io.fastflight.error.PermissionDeniedException;
import io.fastflight.params.SealedResume;
import io.fastflight.security.seal.Seal;
import io.fastflight.security.seal.Seal.Opened;
import io.fastflight.service.Identity;
import java.time.Duration;
import java.util.Optional;

/**
 * Seals the tickets that the server hands out for one caller, and opens those that come back. What
 * is in a ticket is authorised again when it is used.
 */
final class Tickets {
  private final Optional<Seal> seal;
  private final Duration lifetime;
  private final boolean directAllowed;

  /**
   * Creates it.
   *
   * @param seal empty to hand tickets out as they are
   * @param directAllowed whether a ticket may be a caller's own JSON
   */
  Tickets(Optional<Seal> seal, Duration lifetime, boolean directAllowed) {
    this.seal = seal;
    this.lifetime = lifetime;
    this.directAllowed = directAllowed;
  }

  /** Returns a ticket as {@code caller} gets it. */
  byte[] handOut(byte[] ticket, Identity caller) {
    return seal.map(it -> it.seal(caller.name(), ticket, lifetime)).orElse(ticket);
  }

  /**
   * Returns the JSON of a ticket that {@code caller} sent, also of one that reads a stream on.
   *
   * @throws PermissionDeniedException if it was forged or changed, is another's, or has expired; or
   *     if it is plain JSON where that is switched off
   */
  byte[] open(byte[] ticket, Identity caller) {
    return SealedResume.is(ticket)
        ? SealedResume.opened(ticket, inner -> openOne(inner, caller))
        : openOne(ticket, caller);
  }

  private byte[] openOne(byte[] ticket, Identity caller) {
    if (!Seal.isSealed(ticket)) {
      if (!directAllowed) {
        throw new PermissionDeniedException(
            "This server takes no ticket that it has not made. Ask for one by GetFlightInfo, with the same JSON as a command; 'fastflight query' does with --server-tickets.");
      }
      return ticket;
    }
    Opened opened =
        seal.flatMap(it -> it.open(ticket))
            .orElseThrow(
                () ->
                    new PermissionDeniedException(
                        "The ticket was not made by this server, or was changed. Ask for another by GetFlightInfo."));
    if (!opened.subject().equals(caller.name())) {
      throw new PermissionDeniedException(
          "The ticket was made for another caller. Ask for your own by GetFlightInfo.");
    }
    if (seal.orElseThrow().hasExpired(opened)) {
      throw new PermissionDeniedException(
          "The ticket expired at %s. Ask for another by GetFlightInfo."
              .formatted(opened.expires()));
    }
    return opened.content();
  }
}
