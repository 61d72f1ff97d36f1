package io.fastflight.spring;

import io.fastflight.server.FastFlightServer;

/** Sets what there is no property for, as a bean; after the properties. */
@FunctionalInterface
public interface FlightServerCustomizer {
  /** Changes the settings of the server that is about to start. */
  void customize(FastFlightServer.Builder server);
}
