package io.fastflight.benchmark;

import io.fastflight.engine.Engine;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.source.duckdb.demo.DemoServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;

/**
 * <b>Question:</b> how fast do batches travel through our server and client over loopback, beside
 * stock arrow-java in the same run?
 *
 * <p><b>Command:</b> {@code ./fastflight bench loopback [--batches N] [--runs N]}
 *
 * <p><b>Data:</b> {@code demo.generate} with {@code repeat_batch}: the same 65,536 rows of 8 int64
 * columns (4 MiB) sent again and again, so that the source costs nothing. The stock server sends
 * the very same values. Every run counts rows and adds up a column of every batch; a wrong sum ends
 * the program.
 *
 * <p><b>What would change our mind:</b> a stock pair as fast as ours would say that our own DoGet
 * is not worth its lines.
 */
@SuppressWarnings(
    "try") // Arrow's peers throw InterruptedException from close(), which ends the program
public final class LoopbackBenchmark {
  static final int BATCH_ROWS = 65_536;
  static final int COLUMNS = 8;

  private LoopbackBenchmark() {}

  /** Runs the pairs in turn and prints a table; see the class for the options. */
  public static void main(String[] args) throws Exception {
    int batches = option(args, "--batches", 300);
    int runs = option(args, "--runs", 7);
    System.out.printf(
        Locale.ROOT,
        "%d batches of %,d rows x %d int64, %.2f GB a run, %d runs in turn after one warm-up%nJDK %s, %d processors%n%n",
        batches,
        BATCH_ROWS,
        COLUMNS,
        bytes(batches) / 1e9,
        runs,
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors());
    try (RootAllocator memory = new RootAllocator();
        DemoServices demo = DemoServices.open(Optional.empty());
        FastFlightServer ours = ours(demo, memory);
        StockPeer stock = StockPeer.start(memory, batches)) {
      List<Pair> pairs =
          List.of(
              new Pair("ours -> ours", () -> Readers.ours(ours.location(), batches)),
              new Pair(
                  "ours -> stock client", () -> Readers.stock(memory, ours.location(), batches)),
              new Pair("stock -> ours", () -> Readers.ours(stock.location(), batches)),
              new Pair("stock -> stock", () -> Readers.stock(memory, stock.location(), batches)));
      measure(pairs, batches, runs);
    }
  }

  private static FastFlightServer ours(DemoServices demo, RootAllocator memory) {
    ServiceRegistry.Builder services = ServiceRegistry.builder();
    demo.registerAll(services);
    return FastFlightServer.builder(new Engine(services.build(), memory)).port(0).start();
  }

  private static void measure(List<Pair> pairs, int batches, int runs) throws Exception {
    for (int run = 0; run <= runs; run++) {
      for (Pair pair : pairs) {
        double megabytesPerSecond = bytes(batches) / 1e6 / pair.seconds(batches);
        if (run > 0) { // the first warms up
          pair.results.add(megabytesPerSecond);
        }
      }
    }
    double baseline = pairs.get(pairs.size() - 1).median();
    System.out.printf(
        "%-22s %8s %8s %8s %10s %9s  runs (MB/s)%n",
        "", "median", "min", "max", "Mrows/s", "x stock");
    for (Pair pair : pairs) {
      List<Double> sorted = pair.results.stream().sorted().toList();
      System.out.printf(
          Locale.ROOT,
          "%-22s %8.0f %8.0f %8.0f %10.1f %9.2f  %s%n",
          pair.name,
          pair.median(),
          sorted.get(0),
          sorted.get(sorted.size() - 1),
          pair.median() / (8.0 * COLUMNS),
          pair.median() / baseline,
          pair.results.stream().map(Math::round).toList());
    }
  }

  static double bytes(int batches) {
    return (double) batches * BATCH_ROWS * COLUMNS * Long.BYTES;
  }

  private static int option(String[] args, String name, int otherwise) {
    for (int i = 0; i + 1 < args.length; i++) {
      if (args[i].equals(name)) {
        return Integer.parseInt(args[i + 1]);
      }
    }
    return otherwise;
  }

  /** Reads a whole stream and returns what it saw. */
  interface Reading {
    Seen read() throws Exception;
  }

  /**
   * What one run saw.
   *
   * @param rows all rows
   * @param sum of the first column, over all rows
   */
  record Seen(long rows, long sum) {}

  /** One server with one client, and its results in MB/s. */
  private static final class Pair {
    private final String name;
    private final Reading reading;
    private final List<Double> results = new ArrayList<>();

    Pair(String name, Reading reading) {
      this.name = name;
      this.reading = reading;
    }

    double seconds(int batches) throws Exception {
      long start = System.nanoTime();
      Seen seen = reading.read();
      double seconds = (System.nanoTime() - start) / 1e9;
      Seen expected = new Seen((long) batches * BATCH_ROWS, batches * Readers.sumOfOneBatch());
      if (!seen.equals(expected)) {
        throw new IllegalStateException(
            name + " saw " + seen + " where " + expected + " was sent.");
      }
      return seconds;
    }

    double median() {
      List<Double> sorted = results.stream().sorted().toList();
      return sorted.get(sorted.size() / 2);
    }
  }
}
