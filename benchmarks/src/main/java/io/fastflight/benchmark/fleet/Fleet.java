package io.fastflight.benchmark.fleet;

import io.fastflight.benchmark.client.ClientMain;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.server.ServerMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts servers and clients, each in a process of its own, and keeps them: they are idle unless a
 * run uses them.
 *
 * <p><b>Ownership:</b> {@code cleanup} ends the processes.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public final class Fleet {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final Cleanup cleanup;
  private final Optional<Python> python;
  private final Map<ServerKind, ServerChild> servers = new EnumMap<>(ServerKind.class);
  private final Map<ClientKind, ClientChild> clients = new EnumMap<>(ClientKind.class);
  private final AtomicInteger count = new AtomicInteger();

  /**
   * Where a server runs.
   *
   * @param prefix words before its command, such as those that enter a network namespace
   * @param host the address it listens on
   * @param flags for its JVM
   * @param files the folder with what it serves, where that is not the fleet's own
   */
  public record Place(List<String> prefix, String host, List<String> flags, Optional<Path> files) {
    /** Serves what is in the fleet's folder. */
    public Place(List<String> prefix, String host, List<String> flags) {
      this(prefix, host, flags, Optional.empty());
    }

    /** This machine's loopback, no flags. */
    public static Place here() {
      return new Place(List.of(), "127.0.0.1", List.of());
    }

    /** The same, with the files of a folder of its own. */
    public static Place in(Path files) {
      return new Place(List.of(), "127.0.0.1", List.of(), Optional.of(files));
    }
  }

  /** Keeps shapes, scripts, sockets and logs in {@code folder}. */
  public Fleet(Path folder, Cleanup cleanup, Optional<Python> python) {
    this.folder = folder;
    this.cleanup = cleanup;
    this.python = python;
  }

  /** Returns why a pair cannot be measured here, or nothing if it can. */
  public Optional<String> unavailable(ServerKind server, ClientKind client) {
    if (client == ClientKind.PSYCOPG) {
      boolean there = python.isPresent() && python.get().has("psycopg");
      return there ? Optional.empty() : Optional.of("no psycopg 3 beside a pyarrow");
    }
    if (server == ServerKind.FASTAPI) {
      boolean there = python.isPresent() && python.get().has("fastapi, uvicorn");
      return there ? Optional.empty() : Optional.of("no FastAPI and uvicorn beside a pyarrow");
    }
    boolean needsPython = server == ServerKind.PYARROW || client == ClientKind.PYARROW;
    return needsPython && python.isEmpty() ? Optional.of("no pyarrow") : Optional.empty();
  }

  /** Returns the server of a kind on loopback, started at the first call. */
  public ServerChild server(ServerKind kind) throws IOException, InterruptedException {
    ServerChild known = servers.get(kind);
    if (known == null) {
      known = startServer(kind, Place.here());
      servers.put(kind, known);
    }
    return known;
  }

  /** Returns the client of a kind, started at the first call. */
  public ClientChild client(ClientKind kind) throws IOException, InterruptedException {
    ClientChild known = clients.get(kind);
    if (known == null) {
      known = startClient(kind, List.of());
      clients.put(kind, known);
    }
    return known;
  }

  /** Starts another server; {@link #end} ends it before the end of all. */
  public ServerChild startServer(ServerKind kind, Place place)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(place.prefix);
    if (kind == ServerKind.PYARROW) {
      command.addAll(python("flight_server.py"));
      command.addAll(List.of(folder.toString(), place.host));
    } else if (kind == ServerKind.FASTAPI) {
      command.addAll(python("fastapi_bridge.py"));
      command.addAll(List.of(server(ServerKind.PYARROW).location(), place.host));
    } else {
      List<String> flags = new ArrayList<>(place.flags);
      flags.addAll(zeroCopy(kind == ServerKind.STOCK_ZERO_COPY));
      Path socket = folder.resolve("s" + count.incrementAndGet());
      command.addAll(
          JavaCommand.of(
              ServerMain.class,
              flags,
              List.of(
                  kind.name(),
                  place.files.orElse(folder).toString(),
                  place.host,
                  socket.toString())));
    }
    return ready("server " + kind, command);
  }

  /** Starts another client; {@link #end} ends it before the end of all. */
  public ClientChild startClient(ClientKind kind, List<String> flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (kind == ClientKind.PYARROW) {
      command.addAll(python("flight_client.py"));
    } else if (kind == ClientKind.PSYCOPG) {
      command.addAll(python("psycopg_client.py"));
    } else {
      List<String> all = new ArrayList<>(flags);
      all.addAll(zeroCopy(kind == ClientKind.STOCK_ZERO_COPY));
      command.addAll(JavaCommand.of(ClientMain.class, all, List.of(kind.name())));
    }
    Child child = start("client " + kind, command, Map.of());
    child.readLineAfter("ready", START);
    return cleanup.own(new ClientChild(child, kind.name()));
  }

  /** Starts any program; the caller waits for what it prints. */
  public Child start(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    Path log = folder.resolve("log-" + count.incrementAndGet() + ".txt");
    return cleanup.own(Child.start(new Child.Start(name, command, environment, log)));
  }

  /** Starts a JVM like this one. */
  public Child startJava(Class<?> main, List<String> flags, List<String> arguments)
      throws IOException {
    return start(main.getSimpleName(), JavaCommand.of(main, flags, arguments), Map.of());
  }

  /** Ends a process now. */
  public void end(AutoCloseable child) {
    cleanup.release(child);
  }

  private ServerChild ready(String name, List<String> command)
      throws IOException, InterruptedException {
    Child child = start(name, command, Map.of());
    String location = child.readLineAfter("ready", START);
    return cleanup.own(new ServerChild(child, location));
  }

  private List<String> python(String script) throws IOException {
    String executable =
        python.orElseThrow(() -> new IllegalStateException("There is no pyarrow.")).executable();
    return List.of(executable, Python.script(script, folder).toString());
  }

  private static List<String> zeroCopy(boolean on) {
    return on ? List.of("-Darrow.flight.enable_zero_copy_write=true") : List.of();
  }
}
