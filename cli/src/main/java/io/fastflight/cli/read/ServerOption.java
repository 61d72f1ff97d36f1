package io.fastflight.cli.read;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.retry.ResiliencePreset;
import java.util.List;
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

  @Option(
      names = "--trusted-location",
      paramLabel = "LOCATION",
      split = ",",
      description =
          "Show who calls at these locations too, if the server names them for parts of a result. Default: at --flight-location alone")
  private List<String> trusted = List.of();

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
      trust(config);
      if (signIn.serverTickets()) {
        config.serverTickets();
      }
      return FastFlightClient.connect(config.build());
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException("--flight-location: " + wrong.getMessage(), wrong);
    }
  }

  private void trust(ClientConfig.Builder config) {
    try {
      trusted.forEach(config::trustedLocation);
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException("--trusted-location: " + wrong.getMessage(), wrong);
    }
  }
}
