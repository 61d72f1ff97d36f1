package io.fastflight.cli.read;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.retry.ResiliencePreset;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option that says which server a command talks to. */
public final class ServerOption {
  /** Where a server is by default. */
  public static final String DEFAULT = "grpc://127.0.0.1:8815";

  @Option(
      names = "--flight-location",
      paramLabel = "LOCATION",
      defaultValue = DEFAULT,
      description =
          "Where the Flight server is: grpc://host:port, grpc+tls://host:port or grpc+unix:///path. Default: ${DEFAULT-VALUE}")
  private String flightLocation = DEFAULT;

  @Mixin private PresetOption preset = new PresetOption();

  @Mixin private ClientTlsOptions tls = new ClientTlsOptions();

  @Mixin private SignInOptions signIn = new SignInOptions();

  /** Returns the location as it was given. */
  public String location() {
    return flightLocation;
  }

  boolean isDefault() {
    return flightLocation.equals(DEFAULT);
  }

  /**
   * Returns a client of that server, owned by the caller; it connects at its first call.
   *
   * @throws WrongUsageException if the location is none, or the preset
   */
  public FastFlightClient connect() {
    ResiliencePreset resilience = preset.preset();
    try {
      ClientConfig.Builder config = ClientConfig.builder(flightLocation).resilience(resilience);
      tls.read().ifPresent(config::tls);
      signIn.read().ifPresent(config::signIn);
      if (signIn.serverTickets()) {
        config.serverTickets();
      }
      return FastFlightClient.connect(config.build());
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException("--flight-location: " + wrong.getMessage(), wrong);
    }
  }
}
