package io.fastflight.benchmark.server;

import io.fastflight.benchmark.peers.Json;
import io.fastflight.benchmark.peers.MemoryFacts;
import io.fastflight.benchmark.peers.ServerKind;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.arrow.memory.RootAllocator;

/**
 * Is one server process: {@code ServerMain KIND FOLDER HOST SOCKET}.
 *
 * <p>Prints {@code ready LOCATION} once it serves, answers the line {@code memory} with {@link
 * MemoryFacts}, and ends when its standard input does: so it never outlives whoever started it.
 */
public final class ServerMain {
  private ServerMain() {}

  /** Where and what to serve: the folder of the shapes, an address, the path of a Unix socket. */
  record Place(Path folder, String host, Path socket) {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws Exception {
    ServerKind kind = ServerKind.valueOf(args[0]);
    Place place = new Place(Path.of(args[1]), args[2], Path.of(args[3]));
    RootAllocator memory = new RootAllocator();
    RunningServer server = start(kind, place, memory);
    System.out.println("ready " + server.location());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (commands.readLine() != null) {
      System.out.println(Json.line(MemoryFacts.now(memory.getAllocatedMemory())));
    }
    Runtime.getRuntime().halt(0); // nobody reads any more: no stream is waited for
  }

  private static RunningServer start(ServerKind kind, Place place, RootAllocator memory)
      throws Exception {
    return switch (kind) {
      case OURS -> OursServer.tcp(place, memory);
      case OURS_UNIX -> OursServer.unix(place, memory);
      case STOCK, STOCK_ZERO_COPY -> StockServer.start(place, memory);
      case RAW_TCP -> RawServer.tcp(place);
      case RAW_UNIX -> RawServer.unix(place);
      case ECHO -> EchoServer.start(place);
      case SOURCES -> SourcesServer.start(place, memory);
      case DECLARED -> DeclaredServer.start(place, memory);
      case OURS_HTTP -> OursServer.http(place, memory);
      case OURS_TLS -> GuardedServer.tls(place, memory);
      case OURS_KEY -> GuardedServer.byKey(place, memory);
      case OURS_JWT -> GuardedServer.byJwt(place, memory);
      case PYARROW, FASTAPI ->
          throw new IllegalArgumentException(kind + " is a server in a Python process.");
    };
  }
}
