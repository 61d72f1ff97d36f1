package io.fastflight.spring;

import io.fastflight.client.retry.ResiliencePreset;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Holds the settings of FastFlight in an application.
 *
 * @param closeGrace how long running streams may go on when the application stops; less than
 *     spring.lifecycle.timeout-per-shutdown-phase
 * @param http the routes in the application's own server
 * @param flight a Flight server beside it
 * @param client a client for a Flight server elsewhere
 * @param memory how much memory requests may hold
 */
@ConfigurationProperties("fastflight")
public record FastFlightProperties(
    @DefaultValue("5s") Duration closeGrace,
    @DefaultValue Http http,
    @DefaultValue Flight flight,
    @DefaultValue Client client,
    @DefaultValue Memory memory) {

  /**
   * The routes in the application's own server.
   *
   * @param enabled whether services are answered for over HTTP
   * @param prefix what every path begins with, within the application's context path; not empty
   * @param hosts names callers may know the application by, beside localhost and addresses in
   *     digits; * for any
   * @param origins web pages' origins that browsers may let call, such as https://app.example.org
   * @param bridge whether to answer from the server of fastflight.client.location, not from the
   *     application's own services
   * @param requestTimeout how long a request may take to arrive; its answer takes as long as it
   *     takes
   * @param readTimeout how long a reader may take nothing of an answer before it is cut; the
   *     server's own connection timeout may be shorter
   */
  public record Http(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("/fastflight") String prefix,
      @DefaultValue Set<String> hosts,
      @DefaultValue Set<String> origins,
      @DefaultValue("false") boolean bridge,
      @DefaultValue("30s") Duration requestTimeout,
      @DefaultValue("5m") Duration readTimeout) {}

  /**
   * A Flight server beside it.
   *
   * @param enabled whether services are answered for over Flight
   * @param host the address it listens on; one that others can reach needs a ServerTls and an
   *     Authentication bean
   * @param port the port it listens on, or 0 for any free one
   * @param allowInsecure whether an address that others can reach is allowed without them
   */
  public record Flight(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("127.0.0.1") String host,
      @DefaultValue("8815") int port,
      @DefaultValue("false") boolean allowInsecure) {}

  /**
   * A client for a Flight server elsewhere.
   *
   * @param location where the server is, such as grpc://data.example.org:8815; no client without it
   * @param replicas other locations of the same data, tried when those before fail
   * @param maxStreams how many streams may be open at a time; further reads wait in turn
   * @param acquireTimeout how long a read waits for a free stream before it fails
   * @param connectTimeout how long a connection may take to be made
   * @param resilience when a failed call is made again
   */
  public record Client(
      @Nullable String location,
      @DefaultValue List<String> replicas,
      @DefaultValue("64") int maxStreams,
      @DefaultValue("30s") Duration acquireTimeout,
      @DefaultValue("5s") Duration connectTimeout,
      @DefaultValue("default") ResiliencePreset resilience) {}

  /**
   * How much memory requests may hold.
   *
   * @param maxInFlight while more is in flight, a new request waits; by default half of
   *     -XX:MaxDirectMemorySize, or of the largest heap
   * @param maxRequest the most one request may hold; by default 1 GB, or maxInFlight where that is
   *     less
   */
  public record Memory(@Nullable DataSize maxInFlight, @Nullable DataSize maxRequest) {}
}
