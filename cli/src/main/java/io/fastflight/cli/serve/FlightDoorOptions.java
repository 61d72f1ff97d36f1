package io.fastflight.cli.serve;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where a Flight server listens. */
public final class FlightDoorOptions {
  @Option(
      names = "--flight-location",
      paramLabel = "LOCATION",
      defaultValue = Location.DEFAULT,
      description =
          "Where the Flight server listens: grpc://host:port, port 0 for any free one. Default: ${DEFAULT-VALUE}")
  String flightLocation = Location.DEFAULT;

  @Option(
      names = "--unix-socket",
      paramLabel = "PATH",
      description =
          "A Unix socket where the Flight server listens as well, for programs of the same user on this machine: grpc+unix://PATH.")
  @Nullable Path unixSocket;

  @Option(
      names = "--warm-up",
      paramLabel = "MILLISECONDS",
      defaultValue = "1000",
      description =
          "How long the server may stream to itself before it is ready, so that the first callers find compiled code; 0 for not at all, at most 60000. Default: ${DEFAULT-VALUE}")
  int warmUpMillis;

  /** Returns options for a free port of this machine. */
  public static FlightDoorOptions anyPort() {
    FlightDoorOptions options = new FlightDoorOptions();
    options.flightLocation = "grpc://127.0.0.1:0";
    return options;
  }
}
