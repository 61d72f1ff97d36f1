package io.fastflight.client;

import io.fastflight.wire.FlightLocation;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What calls show who makes them, and to whom: a server may name any location for a part of a
 * result, and who listens there may not be meant to have it.
 *
 * @param signIn what is shown, if anything is
 * @param trusted the locations it is shown at
 */
record Credentials(Optional<SignIn> signIn, Set<FlightLocation> trusted) {
  /** Returns what a read of a client shows. */
  static Credentials of(FetchOptions options, ClientConfig config) {
    Set<FlightLocation> trusted = new LinkedHashSet<>(config.flightLocations());
    trusted.addAll(config.trustedFlightLocations());
    return new Credentials(options.signIn().or(config::signIn), trusted);
  }

  /** Returns whether {@code location} is one of the client's, to the scheme, or is trusted. */
  boolean goTo(FlightLocation location) {
    return trusted.contains(location);
  }
}
