package io.fastflight.cli.read;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ProgressReader;
import io.fastflight.batch.Selection;
import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.cli.output.Format;
import io.fastflight.cli.output.ResultWriter;
import io.fastflight.client.FastFlightClient;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.Compression;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.JvmFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads from a service, and writes the rows in one of four formats. */
@Command(
    name = "query",
    description = {
      "Reads rows from a service: as a table, CSV, NDJSON or Arrow.",
      "%nA result of any size is read in bounded memory. A file named with --out is there only if the result is whole. On standard output a result that breaks ends where it broke: look at the exit code.",
      "%nA value of --param is taken by the type the service asks for (see describe): text as it is, numbers and true or false as such, lists and objects as JSON. An empty value is an empty text, or null where the type is not text.",
      "%nDates, times and spans are ISO-8601, times with a zone in UTC. Binary is base64. Lists, structs and maps are JSON.",
      "%ncsv: RFC 4180. Null is an empty field and an empty text is \"\"; a result of one column has \"\" for both.",
      "ndjson: 64-bit integers and decimals are strings, for a double does not hold them all; so are NaN and the infinities.",
      "arrow: An IPC stream, whose end marker says that it is whole."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight query demo.flights --param origin=SEA --param destination=SFO",
      "  fastflight query demo.flights --param origin=SEA --out sea.csv",
      "  fastflight query demo.generate --param rows=1000000 -o arrow --out rows.arrow",
      "  fastflight query demo.generate --param rows=1000000 --limit 10",
      "  fastflight query demo.echo --param message=hello -o ndjson"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the result is whole",
      "1:the server, its source, the network or a file failed",
      "2:the command line is wrong",
      "3:the server refused the request: wrong parameters, unknown service",
      "4:the stream broke after its first rows",
      "141:nobody reads standard output any more"
    })
public final class QueryCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ServerOption server;

  @Parameters(paramLabel = "NAME", description = "The name of the service, or an alias of it.")
  private String name = "";

  @Option(
      names = {"-p", "--param"},
      paramLabel = "KEY=VALUE",
      description = "Set a parameter; may be given many times.")
  private List<String> params = new ArrayList<>();

  @Option(
      names = {"-o", "--format"},
      paramLabel = "FORMAT",
      description =
          "table, csv, ndjson or arrow. Default: what the name of --out says, else table.")
  private Optional<Format> format = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write to this file, and replace it only when the result is whole.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--compression",
      paramLabel = "HOW",
      defaultValue = "none",
      description =
          "Ask the server to compress what it sends, for a slow network: lz4, zstd or none. Default: ${DEFAULT-VALUE}")
  private String compression = "";

  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      description = "Read these columns only, in this order: a,b,c.")
  private List<String> columns = new ArrayList<>();

  @Option(names = "--limit", paramLabel = "N", description = "Read at most so many rows.")
  private Optional<Long> limit = Optional.empty();

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many rows a table shows. Default: ${DEFAULT-VALUE}")
  private int maxRows;

  /** Creates the command, which prints to {@code console}. */
  public QueryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Format chosen = chosenFormat();
    Compression asked = compression();
    Selection wanted = selection();
    JvmFlags.requireArrowAccess();
    try (FastFlightClient client = server.connect();
        Destination destination = destination();
        Progress progress = Progress.begin(console);
        BatchReader reader =
            new ProgressReader(
                client.open(request(client).withCompression(asked).withSelection(wanted)),
                progress)) {
      copy(reader, chosen.writer(destination.stream(), maxRows), progress);
      destination.complete();
      if (out.isPresent() && console.errIsTerminal()) {
        console.err().println(progress.text() + ", in " + out.get());
      }
    }
    return ExitCode.OK;
  }

  private static void copy(BatchReader reader, ResultWriter writer, Progress progress)
      throws IOException {
    writer.start(reader);
    while (reader.next()) {
      writer.batch(reader);
    }
    writer.finish(progress.rowCount());
  }

  private Destination destination() {
    return out.<Destination>map(OutFile::begin)
        .orElseGet(() -> Destination.standardOutput(console));
  }

  /** Asks the server for the types of the parameters, but only if there are any. */
  private StreamRequest request(FastFlightClient client) {
    Map<String, Parameter> known =
        params.isEmpty() ? Map.of() : Parameter.of(client.describe(name));
    return StreamRequest.of(name, ParamValues.fields(params, known));
  }

  private Compression compression() {
    try {
      return Compression.parse("--compression", compression);
    } catch (InvalidParamsException unknown) {
      throw new WrongUsageException(String.valueOf(unknown.getMessage()));
    }
  }

  private Selection selection() {
    try {
      Selection selected = Selection.all().withColumns(columns);
      return limit.isPresent() ? selected.withRowLimit(limit.get()) : selected;
    } catch (InvalidParamsException wrong) {
      throw new WrongUsageException("--columns, --limit: " + wrong.getMessage());
    }
  }

  private Format chosenFormat() {
    if (maxRows < 0) {
      throw new WrongUsageException("--max-rows must be 0 or more, was " + maxRows + ".");
    }
    Format chosen = format.or(this::formatOfFile).orElse(Format.TABLE);
    if (chosen == Format.ARROW && out.isEmpty() && console.outIsTerminal()) {
      throw new WrongUsageException(
          "Arrow is not for a terminal. Write it to a file with --out, or into a pipe.");
    }
    return chosen;
  }

  private Optional<Format> formatOfFile() {
    return out.map(
        file ->
            Format.byName(file)
                .orElseThrow(
                    () ->
                        new WrongUsageException(
                            "--out: the name '%s' says no format. Say one with -o."
                                .formatted(file))));
  }
}
