package io.fastflight.example.reads;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.dataframe.DataFrames;
import io.fastflight.engine.Engine;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import io.fastflight.wire.IpcKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;

/** Reads the same result as records, as a table, as a file and as a data frame. */
public final class WaysToRead {
  // snippet:begin
  record Row(long id) {}

  static void read(FastFlightClient client, Path folder) throws Exception {
    StreamRequest request = StreamRequest.of("test.rows", Map.of("rows", 1_000));

    try (Stream<Row> rows = client.fetchAs(request, Row.class)) {
      System.out.println("The ids sum up to " + rows.mapToLong(Row::id).sum());
    }

    try (Table table = client.fetch("test.rows", Map.of("rows", 3))) {
      System.out.println("The last of 3 is " + table.value("id", 2));
    }

    Path file = folder.resolve("rows.arrow");
    System.out.println("In the file: " + client.writeIpc(request, IpcKind.FILE, file).rows());

    System.out.println("In the data frame: " + DataFrames.fetch(client, request).height());
  }

  // snippet:end

  private WaysToRead() {}

  /** Starts a server on a free port, reads from it, and stops. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("ways-to-read");
    try (RootAllocator memory = new RootAllocator();
        FastFlightServer server =
            FastFlightServer.builder(
                    new Engine(SampleServices.builder(new SlowService()).build(), memory))
                .port(0)
                .start();
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      read(client, folder);
    } finally {
      Files.deleteIfExists(folder.resolve("rows.arrow"));
      Files.delete(folder);
    }
  }
}
