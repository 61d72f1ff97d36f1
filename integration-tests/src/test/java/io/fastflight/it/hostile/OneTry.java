package io.fastflight.it.hostile;

import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.retry.ResiliencePreset;

/** Connects clients that try once, so that a test sees what one call comes to. */
final class OneTry {
  private OneTry() {}

  static FastFlightClient connect(String location) {
    return FastFlightClient.connect(
        ClientConfig.builder(location).resilience(ResiliencePreset.DISABLED).build());
  }
}
