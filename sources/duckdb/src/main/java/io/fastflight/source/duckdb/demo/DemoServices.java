package io.fastflight.source.duckdb.demo;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.ServiceRegistry;
import io.fastflight.source.duckdb.DuckDbDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings the demo's services: {@code demo.flights}, {@code demo.airports}, {@code
 * demo.birdstrikes}, {@code demo.echo}, {@code demo.generate} and {@code demo.generate_async}.
 *
 * <p><b>Ownership:</b> whoever opened it closes it, after the server. It owns a DuckDB database, a
 * few threads and, unless a folder was given, a temporary folder with its data.
 *
 * <p><b>Threads:</b> any, once opened.
 */
public final class DemoServices implements AutoCloseable {
  private static final long MEMORY_LIMIT_BYTES = 512L << 20;

  private final DemoData data;
  private final DuckDbDatabase database;
  private final ThreadPoolExecutor executor;

  private DemoServices(DemoData data, DuckDbDatabase database) {
    this.data = data;
    this.database = database;
    this.executor = newExecutor();
  }

  /**
   * Opens the data and a database over it.
   *
   * @param dataFolder a folder with flights.parquet, airports.csv and birdstrikes.csv, or empty for
   *     the data in the jar
   * @return owned by the caller
   * @throws IllegalArgumentException if the folder does not exist
   */
  public static DemoServices open(Optional<Path> dataFolder) {
    DemoData data = DemoData.open(requireNonNull(dataFolder, "dataFolder"));
    try {
      DuckDbDatabase database =
          DuckDbDatabase.builder("demo")
              .allowFolder(data.folder())
              .memoryLimitBytes(MEMORY_LIMIT_BYTES)
              .open();
      return new DemoServices(data, database);
    } catch (RuntimeException | Error failure) {
      try (data) {
        throw failure;
      }
    }
  }

  /** Adds all services to {@code registry}. */
  public void registerAll(ServiceRegistry.Builder registry) {
    DemoQueries queries = new DemoQueries(data.folder(), Clock.systemUTC());
    registry
        .register(FlightsParams.class, database.service(queries::flights))
        .register(AirportsParams.class, database.service(queries::airports))
        .register(BirdstrikesParams.class, database.service(queries::birdstrikes))
        .register(EchoParams.class, database.service(queries::echo))
        .register(GenerateParams.class, new GenerateService(database))
        .registerAsync(GenerateAsyncParams.class, new GenerateAsyncService(database, executor));
  }

  /** Stops what still runs, and deletes the temporary folder. */
  @Override
  public void close() {
    try (data;
        database) {
      executor.shutdown();
    }
  }

  /**
   * A publisher holds a thread while DuckDB works for it or a delay runs, never while nothing is
   * wanted. How many that can be is up to how many streams the server admits.
   */
  private static ThreadPoolExecutor newExecutor() {
    AtomicInteger count = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        1,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "demo-async-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        },
        (late, closed) -> late.run()); // a reader that is still to be released after close()
  }
}
