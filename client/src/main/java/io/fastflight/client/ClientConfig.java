package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.wire.ClientTls;
import io.fastflight.wire.FlightLocation;
import io.fastflight.wire.TransportConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds the settings of a client.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class ClientConfig {
  private final List<FlightLocation> locations;
  private final int maxStreams;
  private final Duration acquireTimeout;
  private final int streamsPerChannel;
  private final int maxChannels;
  private final Duration connectTimeout;
  private final Duration pingAfter;
  private final Duration reportUnusedAfter;
  private final Duration closeGrace;
  private final TransportConfig transport;
  private final Optional<ClientTls> tls;
  private final Set<FlightLocation> trusted;
  private final Optional<SignIn> signIn;
  private final boolean serverTickets;
  private final ResilienceConfig resilience;

  private ClientConfig(Builder builder) {
    this.locations = List.copyOf(builder.locations);
    this.maxStreams = builder.maxStreams;
    this.acquireTimeout = builder.acquireTimeout;
    this.streamsPerChannel = builder.streamsPerChannel;
    this.maxChannels = builder.maxChannels;
    this.connectTimeout = builder.connectTimeout;
    this.pingAfter = builder.pingAfter;
    this.reportUnusedAfter = builder.reportUnusedAfter;
    this.closeGrace = builder.closeGrace;
    this.transport = builder.transport;
    this.tls = builder.tls;
    this.trusted = Set.copyOf(builder.trusted);
    this.signIn = builder.signIn;
    this.serverTickets = builder.serverTickets;
    this.resilience = builder.resilience;
  }

  /**
   * Begins the settings for a server.
   *
   * @param location {@code grpc://host:port}, {@code grpc+tls://host:port} or {@code
   *     grpc+unix:///path}
   * @throws IllegalArgumentException if the location is something else
   */
  public static Builder builder(String location) {
    return new Builder(FlightLocation.parse(location));
  }

  /** Returns where the server is; with replicas, the first. */
  public String location() {
    return locations.get(0).toString();
  }

  /** Returns where the server and its replicas are, in the order they are tried. */
  public List<String> locations() {
    return locations.stream().map(FlightLocation::toString).toList();
  }

  /** Returns how many streams may be open at a time. */
  public int maxStreams() {
    return maxStreams;
  }

  /** Returns how long a read waits for a free stream. */
  public Duration acquireTimeout() {
    return acquireTimeout;
  }

  /** Returns how many streams a channel has before another is opened. */
  public int streamsPerChannel() {
    return streamsPerChannel;
  }

  /** Returns how many channels there are at most to one location. */
  public int maxChannels() {
    return maxChannels;
  }

  /** Returns how long a connection may take to be made. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** Returns after how long without a byte a server is asked whether it is still there. */
  public Duration pingAfter() {
    return pingAfter;
  }

  /** Returns after how long a reader that nobody reads is reported in the log. */
  public Duration reportUnusedAfter() {
    return reportUnusedAfter;
  }

  /** Returns how long closing waits for running calls to end. */
  public Duration closeGrace() {
    return closeGrace;
  }

  /** Returns how bytes travel. */
  public TransportConfig transport() {
    return transport;
  }

  /** Returns when a failed call is made again. */
  public ResilienceConfig resilience() {
    return resilience;
  }

  ClientTls tls() {
    return tls.orElseGet(ClientTls::systemTrust);
  }

  Optional<SignIn> signIn() {
    return signIn;
  }

  /** Returns whether each read asks the server for its ticket first. */
  public boolean usesServerTickets() {
    return serverTickets;
  }

  List<FlightLocation> flightLocations() {
    return locations;
  }

  Set<FlightLocation> trustedFlightLocations() {
    return trusted;
  }

  /** Collects the settings; each setter refuses a bad value at once. */
  public static final class Builder {
    private final List<FlightLocation> locations = new ArrayList<>();
    private int maxStreams = 64;
    private Duration acquireTimeout = Duration.ofSeconds(30);
    private int streamsPerChannel = 16;
    private int maxChannels = 4;
    private Duration connectTimeout = Duration.ofSeconds(5);
    // gRPC servers cut a connection that pings more often than every 5 minutes, unless told
    // otherwise
    private Duration pingAfter = Duration.ofMinutes(5);
    private Duration reportUnusedAfter = Duration.ofMinutes(1);
    private Duration closeGrace = Duration.ofSeconds(5);
    private TransportConfig transport = TransportConfig.defaults();
    private Optional<ClientTls> tls = Optional.empty();
    private final Set<FlightLocation> trusted = new HashSet<>();
    private Optional<SignIn> signIn = Optional.empty();
    private boolean serverTickets;
    private ResilienceConfig resilience = ResiliencePreset.DEFAULT.config();

    private Builder(FlightLocation location) {
      locations.add(location);
    }

    /**
     * Adds a location of the same data, tried when those before it fail.
     *
     * @throws IllegalArgumentException if it is none, or named already
     */
    public Builder replica(String location) {
      FlightLocation replica = FlightLocation.parse(location);
      if (locations.contains(replica)) {
        throw new IllegalArgumentException("The location " + replica + " is named twice.");
      }
      locations.add(replica);
      return this;
    }

    /** Sets how many streams may be open at a time, 1..100,000; further reads wait in turn. */
    public Builder maxStreams(int streams) {
      this.maxStreams = Settings.inRange("maxStreams", streams, 1, 100_000);
      return this;
    }

    /** Sets how long a read waits for a free stream before it fails; more than 0. */
    public Builder acquireTimeout(Duration timeout) {
      this.acquireTimeout = Settings.positive("acquireTimeout", timeout);
      return this;
    }

    /** Sets how many streams a channel has before another is opened, 1..10,000. */
    public Builder streamsPerChannel(int streams) {
      this.streamsPerChannel = Settings.inRange("streamsPerChannel", streams, 1, 10_000);
      return this;
    }

    /** Sets how many channels there are at most to one location, 1..64. */
    public Builder maxChannels(int channels) {
      this.maxChannels = Settings.inRange("maxChannels", channels, 1, 64);
      return this;
    }

    /** Sets how long a connection may take to be made; more than 0. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = Settings.positive("connectTimeout", timeout);
      return this;
    }

    /**
     * Sets after how long without a byte a server with open streams is asked whether it is there;
     * 10 s or more. Ours allows 20 s; other servers cut those who ask more often than every 5
     * minutes.
     */
    public Builder pingAfter(Duration silence) {
      this.pingAfter = Settings.atLeast("pingAfter", silence, Duration.ofSeconds(10), "10 s");
      return this;
    }

    /** Sets after how long a reader that nobody reads is reported in the log; more than 0. */
    public Builder reportUnusedAfter(Duration unused) {
      this.reportUnusedAfter = Settings.positive("reportUnusedAfter", unused);
      return this;
    }

    /** Sets how long closing waits for running calls to end; 0 or more. */
    public Builder closeGrace(Duration grace) {
      this.closeGrace = Settings.atLeast("closeGrace", grace, Duration.ZERO, "0");
      return this;
    }

    /** Sets how bytes travel. */
    public Builder transport(TransportConfig transport) {
      this.transport = requireNonNull(transport, "transport");
      return this;
    }

    /** Sets whom to trust at a {@code grpc+tls} location; by default whom the JVM trusts. */
    public Builder tls(ClientTls tls) {
      this.tls = Optional.of(requireNonNull(tls, "tls"));
      return this;
    }

    /** Sets with what calls show who makes them; a read may have its own. */
    public Builder signIn(SignIn signIn) {
      this.signIn = Optional.of(requireNonNull(signIn, "signIn"));
      return this;
    }

    /**
     * Shows who calls at another location as well, if a server names it for a part of a result.
     * What is shown goes to the client's own locations else, and so do the headers of a read.
     *
     * @throws IllegalArgumentException if it is no location
     */
    public Builder trustedLocation(String location) {
      this.trusted.add(FlightLocation.parse(location));
      return this;
    }

    /**
     * Has each read ask for a ticket by GetFlightInfo first, as other Flight clients do: for
     * servers that take no ticket but their own. It costs a call more, and a broken stream is not
     * read on.
     */
    public Builder serverTickets() {
      this.serverTickets = true;
      return this;
    }

    /** Sets when a failed call is made again; a read may have its own. */
    public Builder resilience(ResilienceConfig resilience) {
      this.resilience = requireNonNull(resilience, "resilience");
      return this;
    }

    /** Does the same with a preset. */
    public Builder resilience(ResiliencePreset preset) {
      return resilience(preset.config());
    }

    /** Returns the settings. */
    public ClientConfig build() {
      return new ClientConfig(this);
    }
  }
}
