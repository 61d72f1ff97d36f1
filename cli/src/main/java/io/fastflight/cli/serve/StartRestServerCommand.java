package io.fastflight.cli.serve;

import io.fastflight.cli.config.ServiceOptions;
import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.read.ServerOption;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.JvmFlags;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts an HTTP server in front of a Flight server elsewhere. */
@Command(
    name = "start-rest-server",
    description = {
      "Starts an HTTP server in front of a Flight server elsewhere.",
      "%nServes until stopped. Prints one line 'ready http=...' once it answers. The Flight server may come up later: until then requests are answered with 503.",
      "%nWith --config there is no Flight server behind it: it serves what the file declares."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight start-rest-server",
      "  fastflight start-rest-server --rest-port 9000 --flight-location grpc://10.0.0.4:8815",
      "  fastflight start-rest-server --config fastflight.yaml"
    })
public final class StartRestServerCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private HttpDoorOptions http;
  @Mixin private ServerOption remote;
  @Mixin private ConfigOptions config;
  @Mixin private SecurityOptions security;

  /** Creates the command, which prints to {@code console}. */
  public StartRestServerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    JvmFlags.requireArrowAccess();
    IdleOptions.refuse(spec.commandLine().getParseResult(), config.config.isPresent());
    try (ServerProcess process = ServerProcess.untilStopped(console)) {
      Access access = process.own(security.open());
      StreamSource source = source(process);
      Doors doors = process.own(new Doors(console, security, access));
      doors.audit().ifPresent(process::watch);
      int status = doors.openHttp(http, source, process.metrics()).status();
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

  private StreamSource source(ServerProcess process) throws IOException {
    if (config.config.isPresent()) {
      return new LocalServices(new ServiceOptions(), new MemoryOptions(), process)
          .open(config, security);
    }
    if (security.callers().signIn()) {
      console.warn(
          "Whoever signs in here may use what this server's own credential may at %s: a policy acts where services are."
              .formatted(remote.location()));
    }
    return process.watched(process.own(remote.connect()));
  }
}
