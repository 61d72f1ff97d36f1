package io.fastflight.benchmark.client;

import io.fastflight.benchmark.peers.Answer;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.MemoryFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs commands over warm connections, one to each server.
 *
 * <p><b>Ownership:</b> owns the connections and its threads, which are idle between runs.
 *
 * <p><b>Threads:</b> used by one thread.
 */
final class ClientRuns implements AutoCloseable {
  private final Connector connector;
  private final Map<String, Reading> connections = new HashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "bench-stream");
            thread.setDaemon(true);
            return thread;
          });

  /** Connects to a location. */
  interface Connector {
    Reading connect(String location) throws Exception;
  }

  ClientRuns(Connector connector) {
    this.connector = connector;
  }

  Answer run(Command command) throws Exception {
    return switch (command.op()) {
      case Command.STREAM -> streams(command);
      case Command.CALLS, Command.FIRST -> calls(command);
      case Command.FORGET -> forget(command);
      default -> Answer.failed("Unknown op '" + command.op() + "'.");
    };
  }

  private Reading reading(Command command) throws Exception {
    Reading known = connections.get(command.location());
    if (known == null) {
      known = connector.connect(command.location());
      connections.put(command.location(), known);
    }
    return known;
  }

  private Answer forget(Command command) throws Exception {
    Reading known = connections.remove(command.location());
    if (known != null) {
      known.close();
    }
    return new Answer(0, 0, 0, 0, 0, null, null);
  }

  private Answer streams(Command command) throws Exception {
    Reading reading = reading(command);
    Callable<Reading.Seen> stream = () -> reading.read(command.ticket(), command.compression());
    long start = System.nanoTime();
    Reading.Seen seen =
        command.streams() == 1 ? stream.call() : together(stream, command.streams());
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Answer(seen.rows(), seen.sum(), seconds, 0, 0, MemoryFacts.now(0), null);
  }

  private Answer calls(Command command) throws Exception {
    Reading reading = reading(command);
    int each = command.calls() / command.streams();
    List<long[]> times = new ArrayList<>();
    Callable<Reading.Seen> caller =
        () -> {
          long[] nanos = new long[each];
          synchronized (times) {
            times.add(nanos);
          }
          return calls(reading, command, nanos);
        };
    long start = System.nanoTime();
    Reading.Seen seen =
        command.streams() == 1 ? caller.call() : together(caller, command.streams());
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Answer(
        seen.rows(),
        seen.sum(),
        seconds,
        percentile(all, 0.50) / 1e3,
        percentile(all, 0.99) / 1e3,
        MemoryFacts.now(0),
        null);
  }

  private static Reading.Seen calls(Reading reading, Command command, long[] nanos)
      throws Exception {
    boolean first = command.op().equals(Command.FIRST);
    Reading.Seen seen = new Reading.Seen(0, 0);
    for (int call = 0; call < nanos.length; call++) {
      long start = System.nanoTime();
      Reading.Seen one = reading.read(command.ticket(), command.compression());
      if (first && one.firstAt() == 0) {
        throw new IllegalArgumentException("This client does not look at what comes first.");
      }
      nanos[call] = (first ? one.firstAt() : System.nanoTime()) - start;
      seen = seen.plus(one);
    }
    return seen;
  }

  private Reading.Seen together(Callable<Reading.Seen> part, int count) throws Exception {
    List<Future<Reading.Seen>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(threads.submit(part));
    }
    Reading.Seen seen = new Reading.Seen(0, 0);
    try {
      for (Future<Reading.Seen> each : parts) {
        seen = seen.plus(each.get());
      }
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof Exception cause ? cause : failure;
    }
    return seen;
  }

  private static long percentile(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))];
  }

  @Override
  public void close() {
    threads.shutdownNow();
    for (Reading each : connections.values()) {
      each.close();
    }
  }
}
