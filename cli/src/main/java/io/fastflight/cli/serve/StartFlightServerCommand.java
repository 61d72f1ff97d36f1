package io.fastflight.cli.serve;

import io.fastflight.cli.config.ServiceOptions;
import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.engine.Engine;
import io.fastflight.wire.JvmFlags;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts a Flight server. */
@Command(
    name = "start-flight-server",
    description = {
      "Starts a Flight server.",
      "%nServes until stopped. Prints one line 'ready flight=...' once it answers."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight start-flight-server",
      "  fastflight start-flight-server --flight-location grpc://0.0.0.0:8815 --insecure",
      "  fastflight start-flight-server --plugins plugins --data data",
      "  fastflight start-flight-server --config fastflight.yaml --watch",
      "  fastflight start-flight-server --max-memory-in-flight 512MiB --max-request-memory 256MiB"
    })
public final class StartFlightServerCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private FlightDoorOptions flight;
  @Mixin private ConfigOptions config;
  @Mixin private ServiceOptions services;
  @Mixin private MemoryOptions memory;
  @Mixin private SecurityOptions security;

  /** Creates the command, which prints to {@code console}. */
  public StartFlightServerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    JvmFlags.requireArrowAccess();
    try (ServerProcess process = ServerProcess.untilStopped(console)) {
      Access access = process.own(security.open());
      Engine engine = new LocalServices(services, memory, process).open(config, security);
      Doors doors = process.own(new Doors(console, security, access));
      doors.audit().ifPresent(process::watch);
      doors.openFlight(flight, engine);
      doors.tellReady();
      process.awaitStop();
    }
    return ExitCode.OK;
  }
}
