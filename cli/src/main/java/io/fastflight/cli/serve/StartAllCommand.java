package io.fastflight.cli.serve;

import io.fastflight.cli.config.ServiceOptions;
import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.engine.Engine;
import io.fastflight.wire.JvmFlags;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts both servers in one process, over one engine. */
@Command(
    name = "start-all",
    description = {
      "Starts a Flight and an HTTP server over the same services.",
      "%nServes until stopped. Prints one line 'ready flight=... http=...' once both answer."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight start-all",
      "  fastflight start-all --flight-location grpc://127.0.0.1:0 --rest-port 0",
      "  fastflight start-all --no-demo --plugins plugins",
      "  fastflight start-all --config fastflight.yaml --watch",
      "  fastflight start-all --config policy.yaml --demo --api-keys api-keys",
      "%nThen, from another terminal:%n",
      "  fastflight query demo.flights --param origin=SEA",
      "  curl -s http://127.0.0.1:8000/fastflight/registered_data_types"
    })
public final class StartAllCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private FlightDoorOptions flight;
  @Mixin private HttpDoorOptions http;
  @Mixin private ConfigOptions config;
  @Mixin private ServiceOptions services;
  @Mixin private MemoryOptions memory;
  @Mixin private SecurityOptions security;

  /** Creates the command, which prints to {@code console}. */
  public StartAllCommand(Console console) {
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
      doors.openHttp(http, engine, process.metrics());
      doors.tellReady();
      process.awaitStop();
    }
    return ExitCode.OK;
  }
}
