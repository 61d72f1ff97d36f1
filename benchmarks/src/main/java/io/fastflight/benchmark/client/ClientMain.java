package io.fastflight.benchmark.client;

import io.fastflight.benchmark.peers.Answer;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Is one client process: {@code ClientMain KIND}.
 *
 * <p>Prints {@code ready}, then answers each {@link Command} on a line of standard input with an
 * {@link Answer}, and ends when its standard input does. Between commands it does nothing.
 */
public final class ClientMain {
  private ClientMain() {}

  /** Serves commands until standard input ends. */
  @SuppressWarnings("CatchAndPrintStackTrace") // the log of this process is its standard error
  public static void main(String[] args) throws Exception {
    ClientKind kind = ClientKind.valueOf(args[0]);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (ClientRuns runs = new ClientRuns(location -> connect(kind, location))) {
      System.out.println("ready");
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        Answer answer;
        try {
          answer = runs.run(Json.read(line, Command.class));
        } catch (Exception failure) {
          failure.printStackTrace();
          answer = Answer.failed(failure.toString());
        }
        System.out.println(Json.line(answer));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static Reading connect(ClientKind kind, String location) throws Exception {
    return switch (kind) {
      case OURS -> new OursReading(location);
      case STOCK, STOCK_ZERO_COPY -> new StockReading(location);
      case RAW -> new RawReading(location);
      case ECHO -> new EchoReading(location);
      case BARE -> new BareReading(location);
      case OURS_TABLE -> new TableReading(location);
      case RESULT_SET -> new ResultSetReading(location);
      case DUCKDB -> new DuckDbReading();
      case HTTP -> new HttpReading(location);
      case DUCKDB_COPY -> new DuckDbCopy(location);
      case JACKSON -> new JacksonRows(location);
      case PYARROW, PSYCOPG ->
          throw new IllegalArgumentException(kind + " is a client in a Python process.");
    };
  }
}
