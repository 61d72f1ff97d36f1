package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.wire.FlightLocation;
import io.fastflight.wire.TransportConfig;
import java.time.Duration;

/**
 * Holds the settings of a client.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class ClientConfig {
  private final FlightLocation location;
  private final Duration closeGrace;
  private final TransportConfig transport;

  private ClientConfig(Builder builder) {
    this.location = builder.location;
    this.closeGrace = builder.closeGrace;
    this.transport = builder.transport;
  }

  /**
   * Begins the settings for a server.
   *
   * @param location {@code grpc://host:port} or {@code grpc+unix:///path}
   * @throws IllegalArgumentException if the location is something else
   */
  public static Builder builder(String location) {
    return new Builder(FlightLocation.parse(location));
  }

  /** Returns where the server is. */
  public String location() {
    return location.toString();
  }

  /** Returns how long closing waits for running calls to end. */
  public Duration closeGrace() {
    return closeGrace;
  }

  /** Returns how bytes travel. */
  public TransportConfig transport() {
    return transport;
  }

  FlightLocation flightLocation() {
    return location;
  }

  /** Collects the settings; each setter refuses a bad value at once. */
  public static final class Builder {
    private final FlightLocation location;
    private Duration closeGrace = Duration.ofSeconds(5);
    private TransportConfig transport = TransportConfig.defaults();

    private Builder(FlightLocation location) {
      this.location = location;
    }

    /** Sets how long closing waits for running calls to end; 0 or more. */
    public Builder closeGrace(Duration grace) {
      if (requireNonNull(grace, "grace").isNegative()) {
        throw new IllegalArgumentException("closeGrace must be 0 or more, was " + grace + ".");
      }
      this.closeGrace = grace;
      return this;
    }

    /** Sets how bytes travel. */
    public Builder transport(TransportConfig transport) {
      this.transport = requireNonNull(transport, "transport");
      return this;
    }

    /** Returns the settings. */
    public ClientConfig build() {
      return new ClientConfig(this);
    }
  }
}
