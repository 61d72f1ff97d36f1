package io.fastflight.cli.serve;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.read.ServerOption;
import io.fastflight.client.FastFlightClient;
import io.fastflight.wire.JvmFlags;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts an HTTP server in front of a Flight server elsewhere. */
@Command(
    name = "start-rest-server",
    description = {
      "Starts an HTTP server in front of a Flight server elsewhere.",
      "%nServes until stopped. Prints one line 'ready http=...' once it answers. The Flight server may come up later: until then requests are answered with 503."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight start-rest-server",
      "  fastflight start-rest-server --rest-port 9000 --flight-location grpc://10.0.0.4:8815"
    })
public final class StartRestServerCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private HttpDoorOptions http;
  @Mixin private ServerOption remote;
  @Mixin private InsecureOption insecure;

  /** Creates the command, which prints to {@code console}. */
  public StartRestServerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    JvmFlags.requireArrowAccess();
    try (ServerProcess process = ServerProcess.untilStopped(console)) {
      FastFlightClient client = process.own(remote.connect());
      Doors doors = process.own(new Doors(console, insecure));
      int status = doors.openHttp(http, client).status();
      if (status != 200) {
        console.warn(
            "No catalogue from %s yet (HTTP %d); requests will fail until that server answers."
                .formatted(remote.location(), status));
      }
      doors.tellReady();
      process.awaitStop();
    }
    return ExitCode.OK;
  }
}
