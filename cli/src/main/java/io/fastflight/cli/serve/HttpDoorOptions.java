package io.fastflight.cli.serve;

import java.util.List;
import picocli.CommandLine.Option;

/** The options that say where the HTTP server listens. */
public final class HttpDoorOptions {
  @Option(
      names = "--rest-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The address the HTTP server listens on. Default: ${DEFAULT-VALUE}")
  String restHost = "127.0.0.1";

  @Option(
      names = "--rest-port",
      paramLabel = "PORT",
      defaultValue = "8000",
      description = "The port of the HTTP server, 0 for any free one. Default: ${DEFAULT-VALUE}")
  int restPort;

  @Option(
      names = "--rest-prefix",
      paramLabel = "PATH",
      defaultValue = "/fastflight",
      description = "The path in front of all HTTP paths. Default: ${DEFAULT-VALUE}")
  String restPrefix = "/fastflight";

  @Option(
      names = "--rest-allowed-host",
      paramLabel = "NAME",
      split = ",",
      description =
          "Names callers may know the HTTP server by, beside localhost, addresses in digits and --rest-host; * for any. A call under another name is refused with 421.")
  List<String> restHosts = List.of();

  @Option(
      names = "--rest-allowed-origin",
      paramLabel = "ORIGIN",
      split = ",",
      description =
          "Origins of web pages whose scripts may call, such as https://app.example.org. Default: none")
  List<String> restOrigins = List.of();

  /** Returns options for a free port of this machine. */
  public static HttpDoorOptions anyPort() {
    return new HttpDoorOptions(); // its port is 0 until the arguments say more
  }
}
