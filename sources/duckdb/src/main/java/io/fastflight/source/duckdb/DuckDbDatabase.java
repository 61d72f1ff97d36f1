package io.fastflight.source.duckdb;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.DataParams;
import io.fastflight.service.Comparison;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.WantedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * Holds one DuckDB instance that reads only what it was granted, and answers queries as streams of
 * record batches.
 *
 * <pre>{@code
 * DuckDbDatabase database = DuckDbDatabase.builder("sales").allowFolder(folder).open();
 * registry.register(SalesParams.class, database.service(params ->
 *     DuckDbQuery.of("SELECT day, amount FROM read_parquet(?)", folder + "/*.parquet")
 *         .where("region = ?", params.region())));
 * }</pre>
 *
 * <p>The instance is locked before the first query: no file outside the grants, no network, no
 * extension, no setting. Values of a request are bound, never part of the text.
 *
 * <p><b>Ownership:</b> whoever opened the database closes it, after the readers. Closing it earlier
 * stops them: their next call fails.
 *
 * <p><b>Threads:</b> any. Each query has a connection of its own; DuckDB's worker threads are
 * shared by all queries. A cancelled call stops its query within a second, whether it is executing
 * or streaming.
 *
 * @see <a href="https://duckdb.org/docs/current/clients/java/overview">DuckDB for Java</a>
 * @see <a href="https://arrow.apache.org/docs/format/CStreamInterface.html">Arrow C stream
 *     interface</a>
 */
public final class DuckDbDatabase implements AutoCloseable {
  /**
   * How many rows a batch of a service has where nobody asks for other than the default: eight of
   * DuckDB's vectors, few enough to stay in a core's cache until they are sent.
   */
  public static final int BATCH_ROWS = 16_384;

  private static final int INTERRUPTING_THREADS = 4;

  private final DuckDBConnection base;
  private final SourceFailures failures;
  private final String name;
  private final List<IpcTable> ipcTables;
  private final Narrowing narrowing;

  /** Never closed: batches that are kept outlive this database. */
  private final BufferAllocator imports = new RootAllocator();

  private final Set<RunningQuery> running = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor interrupter;
  private boolean closed;

  private DuckDbDatabase(Builder builder, DuckDBConnection base) {
    this.name = builder.name;
    this.ipcTables = List.copyOf(builder.ipcTables);
    this.narrowing = new Narrowing(builder.parquetViews);
    this.base = base;
    this.failures = new SourceFailures(name);
    this.interrupter =
        new ThreadPoolExecutor(
            INTERRUPTING_THREADS,
            INTERRUPTING_THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "duckdb-" + name + "-interrupt");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor
                .DiscardPolicy()); // after close(), which stops all queries itself
    interrupter.allowCoreThreadTimeOut(true);
  }

  /**
   * Begins a database in memory without any grant.
   *
   * @param name what messages to callers call this source
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Executes a query and returns its rows.
   *
   * <p><b>Shape:</b> batches of exactly {@code context.batchRows()} rows, the last one shorter. In
   * the order of the files read where the query has no ORDER BY, JOIN or GROUP BY. Enum columns are
   * dictionary-encoded.
   *
   * <p><b>Ownership:</b> returned owned; its memory comes from {@code context.allocator()}, and at
   * most about 1 MiB more is buffered by DuckDB, whatever the size of the result.
   *
   * <p><b>Threads:</b> blocks until the first rows are there. The reader's {@code close} may come
   * from any thread.
   *
   * @throws DataServiceException if the query fails; the message holds no value of it
   */
  public BatchReader query(DuckDbQuery query, ServiceContext context) {
    return query(query, WantedRows.ALL, context);
  }

  /** Does the same, and may leave out rows that are not wanted. */
  BatchReader query(DuckDbQuery query, WantedRows wanted, ServiceContext context) {
    requireNonNull(query, "query");
    requireNonNull(context, "context");
    context.cancellation().throwIfCancelled();
    RunningQuery started = start();
    return DuckDbReader.open(this, started, new RunningQuery.Asked(query, wanted), context);
  }

  /** Returns by what DuckDB would leave out rows of a query that are not wanted. */
  List<Comparison> leavesOutBy(DuckDbQuery query, WantedRows wanted) {
    if (ipcTables.stream().anyMatch(table -> table.isNamedIn(query.sql()))) {
      return List.of();
    }
    try (DuckDBConnection connection = base.duplicate()) {
      return narrowing.comparisons(query, wanted, connection);
    } catch (SQLException failed) {
      throw failures.of("preparing a query", failed);
    }
  }

  /**
   * Returns the columns a query would have, without executing it.
   *
   * @throws DataServiceException if the query is wrong
   */
  public Schema schema(DuckDbQuery query, ServiceContext context) {
    try (BatchReader empty = query(query.withoutRows(), context)) {
      return empty.schema();
    }
  }

  /**
   * Returns a data service that answers each request with one query.
   *
   * @param query makes the query of a request
   */
  public <P extends DataParams> DataService<P> service(Function<? super P, DuckDbQuery> query) {
    requireNonNull(query, "query");
    return new DuckDbService<>(this, query);
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    running.forEach(RunningQuery::interrupt);
    interrupter.shutdown();
    try {
      base.close();
    } catch (SQLException failed) {
      throw failures.of("closing", failed);
    }
  }

  /** Interrupts {@code query} on a thread of this database: the caller's must not wait. */
  void interruptLater(RunningQuery query) {
    interrupter.execute(query::interrupt);
  }

  /** Ends {@code query}. */
  void release(RunningQuery query) throws IOException {
    running.remove(query);
    query.release();
  }

  /** Returns how many bytes of DuckDB's batches are still referenced, by anyone. */
  long importedBytes() {
    return imports.getAllocatedMemory();
  }

  SourceFailures failures() {
    return failures;
  }

  private synchronized RunningQuery start() {
    if (closed) {
      throw new IllegalStateException("The DuckDB source '" + name + "' is closed.");
    }
    try {
      RunningQuery query =
          new RunningQuery(
              base.duplicate(), imports, failures, new RunningQuery.Files(ipcTables, narrowing));
      running.add(query);
      return query;
    } catch (SQLException failed) {
      throw failures.of("connecting", failed);
    }
  }

  /** Collects what a database may read and use. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private static final long MIN_MEMORY_BYTES = 16L << 20;
    private static final int MAX_THREADS = 1_024;
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private final String name;
    private final List<Path> folders = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<String> views = new ArrayList<>();
    private final Set<String> parquetViews = new HashSet<>();
    private final List<IpcTable> ipcTables = new ArrayList<>();
    private @Nullable Path file;
    private Optional<Path> spillFolder = Optional.empty();
    private long memoryLimitBytes = 1L << 30;
    private int threads = Runtime.getRuntime().availableProcessors();

    private Builder(String name) {
      this.name = requireNonNull(name, "name");
    }

    /**
     * Reads the tables of a DuckDB file, too; it is opened read-only.
     *
     * @throws IllegalArgumentException if there is no such file
     */
    public Builder file(Path file) {
      if (!Files.isRegularFile(file) || file.toString().matches(".*[;?].*")) {
        throw new IllegalArgumentException(
            "DuckDB file '%s' was not found, or has ';' or '?' in its path.".formatted(file));
      }
      this.file = file.toAbsolutePath();
      return this;
    }

    /**
     * Lets queries read the files in {@code folder} and below. A symbolic link in it is followed.
     *
     * @throws IllegalArgumentException if there is no such folder, or it is the root of all
     */
    public Builder allowFolder(Path folder) {
      Path granted = folder.toAbsolutePath().normalize();
      if (folder.toString().isBlank() || granted.getParent() == null) {
        throw new IllegalArgumentException(
            "A grant of '%s' would open every file. Name a folder.".formatted(folder));
      }
      if (!Files.isDirectory(granted)) {
        throw new IllegalArgumentException("Data folder '%s' was not found.".formatted(folder));
      }
      folders.add(granted);
      return this;
    }

    /** Lets queries read one file, which need not exist yet. */
    public Builder allowFile(Path file) {
      if (file.toString().isBlank()) {
        throw new IllegalArgumentException("A file to read needs a name.");
      }
      files.add(file.toAbsolutePath().normalize());
      return this;
    }

    /**
     * Gives files a name that queries can use as a table's.
     *
     * <p>Arrow IPC files ({@code .arrow}, {@code .arrows}, {@code .feather}, {@code .ipc}) are read
     * anew by each query, all columns of them, and a query can name such a table once.
     *
     * @param table letters, digits and underscores
     * @param files below a granted folder, perhaps a pattern; read by what their name ends in
     * @throws IllegalArgumentException if the name or the end of the files' names does not fit
     */
    public Builder table(String table, Path files) {
      if (!TABLE.matcher(table).matches()) {
        throw new IllegalArgumentException(
            "The name of a table must be letters, digits and '_', was '%s'.".formatted(table));
      }
      Path absolute = files.toAbsolutePath().normalize();
      if (IpcTable.reads(absolute)) {
        ipcTables.add(new IpcTable(table, absolute));
        return this;
      }
      if (FileFormats.reader(absolute).equals("read_parquet")) {
        parquetViews.add(table.toLowerCase(Locale.ROOT));
      }
      views.add(
          "CREATE VIEW \"%s\" AS SELECT * FROM %s(%s)"
              .formatted(table, FileFormats.reader(absolute), Lockdown.quoted(absolute)));
      return this;
    }

    /**
     * Lets DuckDB write what does not fit into its memory to a folder, which is made if need be; at
     * first a query that needs more fails. Queries can read what is written there.
     */
    public Builder spillFolder(Path folder) {
      spillFolder = Optional.of(folder.toAbsolutePath().normalize());
      return this;
    }

    /**
     * Bounds the memory of sorting, grouping and joining, of all queries together; 1 GiB at first.
     * DuckDB uses more than that for what it reads and streams.
     *
     * @param bytes at least 16 MiB
     */
    public Builder memoryLimitBytes(long bytes) {
      if (bytes < MIN_MEMORY_BYTES) {
        throw new IllegalArgumentException(
            "memoryLimitBytes must be at least 16777216 (16 MiB), was " + bytes + ".");
      }
      this.memoryLimitBytes = bytes;
      return this;
    }

    /** Sets how many threads all queries share, 1..1024; one for each core at first. */
    public Builder threads(int threads) {
      if (threads < 1 || threads > MAX_THREADS) {
        throw new IllegalArgumentException("threads must be 1..1024, was " + threads + ".");
      }
      this.threads = threads;
      return this;
    }

    /**
     * Opens and locks the database.
     *
     * @return owned by the caller
     * @throws DataServiceException if DuckDB cannot open it
     * @throws IllegalArgumentException if a table of Arrow files lies outside of what is granted
     */
    public DuckDbDatabase open() {
      ipcTables.forEach(this::requireGranted);
      DuckDBConnection connection = null;
      try {
        connection = connect();
        createViews(connection);
        Lockdown.apply(
            connection,
            memoryLimitBytes,
            threads,
            new Lockdown.Grants(folders, files, spillFolder));
        return new DuckDbDatabase(this, connection);
      } catch (SQLException failed) {
        FastFlightException told = new SourceFailures(name).of("opening", failed);
        closeAfter(told, connection);
        throw told;
      }
    }

    /** DuckDB checks what it reads itself; Arrow files are read by us. */
    private void requireGranted(IpcTable table) {
      boolean granted =
          files.contains(table.files()) || folders.stream().anyMatch(table.files()::startsWith);
      if (!granted) {
        throw new IllegalArgumentException(
            "The files of table '%s' must lie below a granted folder, were '%s'."
                .formatted(table.name(), table.files()));
      }
    }

    private void createViews(DuckDBConnection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        for (String view : views) {
          statement.execute(view);
        }
      }
    }

    private DuckDBConnection connect() throws SQLException {
      Properties properties = new Properties();
      properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true"); // else all rows come first
      properties.setProperty(
          DuckDBDriver.JDBC_INSTANCE_CACHE, "false"); // each has its own settings
      String url = "jdbc:duckdb:";
      if (file != null) {
        properties.setProperty(DuckDBDriver.DUCKDB_READONLY_PROPERTY, "true");
        url += file;
      }
      return (DuckDBConnection) new DuckDBDriver().connect(url, properties);
    }

    private static void closeAfter(Throwable failure, @Nullable DuckDBConnection connection) {
      try {
        if (connection != null) {
          connection.close();
        }
      } catch (SQLException second) {
        failure.addSuppressed(second);
      }
    }
  }
}
