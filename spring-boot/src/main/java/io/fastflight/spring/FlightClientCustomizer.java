package io.fastflight.spring;

import io.fastflight.client.ClientConfig;

/** Sets what there is no property for, such as a sign-in, as a bean; after the properties. */
@FunctionalInterface
public interface FlightClientCustomizer {
  /** Changes the settings of the client that is about to be made. */
  void customize(ClientConfig.Builder client);
}
