package io.fastflight.cli.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.cli.config.ServiceOptions;
import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.output.Format;
import io.fastflight.cli.output.ResultWriter;
import io.fastflight.cli.output.TextTable;
import io.fastflight.cli.output.TextTable.Column;
import io.fastflight.cli.serve.Access;
import io.fastflight.cli.serve.Doors;
import io.fastflight.cli.serve.FlightDoorOptions;
import io.fastflight.cli.serve.HttpDoorOptions;
import io.fastflight.cli.serve.LocalServices;
import io.fastflight.cli.serve.MemoryOptions;
import io.fastflight.cli.serve.SecurityOptions;
import io.fastflight.cli.serve.ServerProcess;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.error.InternalFaultException;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.JvmFlags;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import picocli.CommandLine.Command;

/** Shows the whole path on real data: one service, two doors, the same rows. */
@Command(
    name = "demo",
    description = "Starts both servers, reads the same flights through each, and compares.",
    footerHeading = "%nExamples:%n",
    footer = {"  fastflight demo", "  fastflight demo --verbose"})
public final class DemoCommand implements Callable<Integer> {
  private static final byte[] FLIGHTS = ParamsCodec.encode("demo.flights", Map.of("origin", "SEA"));
  private static final int SHOWN_ROWS = 10;

  /**
   * 64 bytes a row and a bit each for "not null": 213 MB. One batch again and again: the doors
   * alone.
   */
  private static final byte[] GENERATED =
      ParamsCodec.encode(
          "demo.generate", Map.of("rows", 3_276_800, "columns", 8, "repeat_batch", true));

  private final Console console;

  /** Creates the command, which prints to {@code console}. */
  public DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    JvmFlags.requireArrowAccess();
    try (ServerProcess process = ServerProcess.untilDone(console)) {
      Engine engine = new LocalServices(new ServiceOptions(), new MemoryOptions(), process).open();
      Doors doors = process.own(new Doors(console, new SecurityOptions(), Access.open()));
      String flight = doors.openFlight(FlightDoorOptions.anyPort(), engine);
      String http = doors.openHttp(HttpDoorOptions.anyPort(), engine, process.metrics()).address();
      FastFlightClient client = process.own(FastFlightClient.connect(flight));
      BufferAllocator allocator = process.own(new RootAllocator());
      console.print(
          List.of(
              "One set of data services, two doors, in this process:",
              "  Flight  " + flight,
              "  HTTP    " + http,
              ""));
      show(client, new HttpReader(http, allocator));
    }
    console.print(DemoText.NEXT);
    return ExitCode.OK;
  }

  private void show(FastFlightClient client, HttpReader http) throws IOException {
    TextTable figures =
        new TextTable(
            List.of(
                Column.text("READ"),
                Column.text("DOOR"),
                new Column("ROWS", true),
                new Column("MB", true),
                new Column("SECONDS", true),
                new Column("MB/S", true)));
    var overFlight =
        Measured.table("demo.flights", "Flight", () -> client.fetch(StreamRequest.of(FLIGHTS)));
    try (Table flights = overFlight.table()) {
      var overHttp = Measured.table("demo.flights", "HTTP", () -> http.fetch(FLIGHTS));
      try (Table same = overHttp.table()) {
        requireSame(flights, same);
      }
      figures.add(overFlight.measured().cells()).add(overHttp.measured().cells());
      console.print("demo.flights with origin=SEA:");
      print(flights);
      console.print(List.of("Both doors agree: the same schema, row count and values.", ""));
    }
    measure(client, http, figures);
    console.print(figures.lines());
    console.print(DemoText.FIGURES);
  }

  private static void requireSame(Table overFlight, Table overHttp) {
    Optional<String> difference = TableDifference.between(overFlight, overHttp);
    if (difference.isPresent()) {
      throw new InternalFaultException(
          "Flight and HTTP do not agree on demo.flights. They differ in %s."
              .formatted(difference.get()));
    }
    if (overFlight.rowCount() == 0) {
      throw new InternalFaultException("demo.flights returned no row for origin=SEA.");
    }
  }

  private void print(Table table) throws IOException {
    ResultWriter writer = Format.TABLE.writer(console.out(), SHOWN_ROWS);
    try (BatchReader reader = table.reader()) {
      writer.start(reader);
      while (reader.next()) {
        writer.batch(reader);
      }
      writer.finish(table.rowCount());
    }
  }

  private static void measure(FastFlightClient client, HttpReader http, TextTable figures) {
    Measured flight =
        Measured.stream("demo.generate", "Flight", () -> client.open(StreamRequest.of(GENERATED)));
    Measured overHttp = Measured.stream("demo.generate", "HTTP", () -> http.open(GENERATED));
    if (flight.rowCount() != overHttp.rowCount()) {
      throw new InternalFaultException(
          "Flight returned %d rows of demo.generate and HTTP %d."
              .formatted(flight.rowCount(), overHttp.rowCount()));
    }
    figures.add(flight.cells()).add(overHttp.cells());
  }
}
