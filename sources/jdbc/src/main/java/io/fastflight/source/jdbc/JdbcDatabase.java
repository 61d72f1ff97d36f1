package io.fastflight.source.jdbc;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.params.DataParams;
import io.fastflight.service.Comparison;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import io.fastflight.service.WantedRows;
import io.fastflight.source.jdbc.pool.ConnectionPool;
import io.fastflight.source.jdbc.pool.PoolSettings;
import io.fastflight.source.jdbc.pool.SqlFailures;
import io.fastflight.source.jdbc.sql.SliceCondition;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.sql.SqlSyntax;
import io.fastflight.source.jdbc.stream.Interruption;
import io.fastflight.source.jdbc.stream.ReadAhead;
import io.fastflight.source.jdbc.stream.ResultLimits;
import io.fastflight.source.jdbc.stream.SourceThreads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a database through its JDBC driver and answers queries as streams of record batches.
 *
 * <pre>{@code
 * JdbcDatabase database = JdbcDatabase.builder("sales", "jdbc:postgresql://db/sales")
 *     .credentials(user, password).poolSize(10).open();
 * registry.register(SalesParams.class, database.service(params ->
 *     SqlQuery.of("SELECT day, amount FROM sales WHERE region = :region")
 *         .bind("region", params.region())));
 * }</pre>
 *
 * <p>Connections are read-only, and what a statement changes all the same is rolled back. Values of
 * a request are bound, never part of the text. Rows are streamed: memory does not grow with the
 * result. Which type becomes which is in docs/reference/jdbc-types.md.
 *
 * <p><b>Ownership:</b> whoever opened the database closes it, after the readers. Closing it earlier
 * ends them with an error.
 *
 * <p><b>Threads:</b> any. Each query has a connection of its own, and a thread that reads ahead. A
 * cancelled call frees both within a second.
 */
public final class JdbcDatabase implements AutoCloseable {
  private final Dialect dialect;
  private final SqlFailures failures;
  private final ConnectionPool pool;
  private final SourceThreads threads;
  private final Duration statementTimeout;
  private final ResultLimits limits;
  private final int fetchSize;

  private JdbcDatabase(Builder builder, ConnectionPool pool, SqlFailures failures) {
    this.dialect = builder.dialect;
    this.failures = failures;
    this.pool = pool;
    this.threads = new SourceThreads("jdbc-" + builder.name);
    this.statementTimeout = builder.statementTimeout;
    this.limits = new ResultLimits(builder.name, builder.maxRows, builder.maxBytes);
    this.fetchSize = dialect.fetchSize(builder.fetchRows);
  }

  /**
   * Begins a database.
   *
   * @param name what messages to callers call this source
   * @param url the JDBC URL; no message holds it
   * @throws IllegalArgumentException if it is no JDBC URL
   */
  public static Builder builder(String name, String url) {
    return new Builder(name, url);
  }

  /**
   * Executes a query and returns its rows; over several connections at once if it is sliced.
   *
   * <p><b>Shape:</b> batches of {@code context.batchRows()} rows, the last one shorter; shorter
   * ones, too, where texts and binary values take more than 16 MiB. In the order of the query, but
   * for a sliced one, which has no order.
   *
   * <p><b>Ownership:</b> returned owned; its memory comes from {@code context.allocator()}: up to
   * four batches for each slice.
   *
   * <p><b>Threads:</b> blocks until a connection is free and the columns are known. The reader's
   * {@code close} may come from any thread.
   *
   * @throws io.fastflight.error.ResourceExhaustedException if no connection is free in time; later,
   *     too, where the query takes longer or has more than its limits
   * @throws DataServiceException if the query fails; the message holds no value of it
   */
  public BatchReader query(SqlQuery query, ServiceContext context) {
    return query(query, WantedRows.ALL, context);
  }

  /** Does the same, and may leave out rows that are not wanted. */
  BatchReader query(SqlQuery query, WantedRows wanted, ServiceContext context) {
    requireNonNull(query, "query");
    List<JdbcProducer.Asked> slices =
        slices(query, pool.size(), context).stream()
            .map(slice -> slice.applyTo(query, dialect.syntax()))
            .map(slice -> new JdbcProducer.Asked(slice, wanted))
            .toList();
    return read(slices, context);
  }

  /**
   * Reads one slice of a query.
   *
   * @param slice of {@link #plan}
   * @throws io.fastflight.error.InvalidParamsException if it does not come from a plan
   */
  public BatchReader query(SqlQuery query, Slice slice, ServiceContext context) {
    SliceCondition condition = SliceCondition.parse(query.slicing(), slice.token());
    SqlQuery sliced = condition.applyTo(query, dialect.syntax());
    return read(List.of(new JdbcProducer.Asked(sliced, WantedRows.ALL)), context);
  }

  /**
   * Cuts a query into slices that can be read apart, each with the data there is when it is read.
   */
  public Plan plan(SqlQuery query, Scan scan, ServiceContext context) {
    List<Slice> slices =
        slices(query, scan.maxSlices(), context).stream()
            .map(slice -> new Slice(slice.token()))
            .toList();
    return new Plan(slices, false);
  }

  /**
   * Returns the columns a query would have, without executing it, or empty where the database
   * cannot tell: in SQLite, each value has a type of its own.
   */
  public Optional<Schema> schema(SqlQuery query, ServiceContext context) {
    if (dialect == Dialect.SQLITE) {
      return Optional.empty();
    }
    SqlQuery whole = SliceCondition.all().applyTo(query, dialect.syntax());
    return withConnection(
        "preparing a query",
        context,
        (connection, interruption) -> {
          try (PreparedStatement statement = JdbcProducer.prepare(dialect, connection, whole)) {
            ResultSetMetaData columns = interruption.step(statement::getMetaData);
            return columns == null
                ? Optional.empty()
                : Optional.of(
                    new Schema(
                        ColumnTypes.readers(dialect, columns).stream()
                            .map(ColumnReader::field)
                            .toList()));
          }
        });
  }

  /** Returns by what the database would leave out rows of a query that are not wanted. */
  List<Comparison> leavesOutBy(SqlQuery query, WantedRows wanted, ServiceContext context) {
    SqlQuery whole = SliceCondition.all().applyTo(query, dialect.syntax());
    return withConnection(
        "preparing a query",
        context,
        (connection, interruption) ->
            interruption.step(() -> new Narrowing(dialect, connection).comparisons(whole, wanted)));
  }

  /**
   * Returns a data service that answers each request with one query.
   *
   * @param query makes the query of a request
   */
  public <P extends DataParams> PartitionedService<P> service(Function<? super P, SqlQuery> query) {
    return new JdbcService<>(this, requireNonNull(query, "query"));
  }

  /** Returns how the database quotes, for whoever checks a query before it is asked. */
  public SqlSyntax syntax() {
    return dialect.syntax();
  }

  /** Returns how many connections are in use at the moment. */
  public int connectionsInUse() {
    return pool.lent();
  }

  @Override
  public void close() {
    pool.close();
    threads.close();
  }

  private List<SliceCondition> slices(SqlQuery query, int most, ServiceContext context) {
    if (!(query.slicing() instanceof Slicing.Range) || most == 1) {
      return uncut(query, most);
    }
    return withConnection(
        "asking for the range of a column",
        context,
        (connection, interruption) -> ColumnRange.cut(query, most, connection, interruption));
  }

  /** Returns the slices of a query for which the database need not be asked. */
  private static List<SliceCondition> uncut(SqlQuery query, int most) {
    if (query.slicing() instanceof Slicing.Predicates predicates) {
      return SliceCondition.predicates(predicates.conditions(), most);
    }
    if (query.slicing() instanceof Slicing.Blocks) {
      throw new IllegalArgumentException(
          "Slicing.blocks is for the PostgreSQL source. Slice by a range of a column here.");
    }
    return List.of(SliceCondition.all());
  }

  private BatchReader read(List<JdbcProducer.Asked> slices, ServiceContext context) {
    context.cancellation().throwIfCancelled();
    slices.forEach(slice -> slice.query().text(dialect.syntax())); // before a connection is taken
    List<Connection> connections = pool.take(slices.size(), context.cancellation());
    JdbcProducer.Source source = new JdbcProducer.Source(dialect, pool, failures, fetchSize);
    List<JdbcProducer> producers = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      Connection connection = connections.get(i);
      Interruption interruption = new Interruption(threads, connection, statementTimeout);
      producers.add(new JdbcProducer(source, connection, interruption, slices.get(i), context));
    }
    return ReadAhead.start(producers, threads, context.cancellation(), limits);
  }

  /** A short question to the database. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(Connection connection, Interruption interruption) throws Exception;
  }

  private <T> T withConnection(String doing, ServiceContext context, Question<T> question) {
    Connection connection = pool.take(1, context.cancellation()).get(0);
    Interruption interruption = new Interruption(threads, connection, statementTimeout);
    ConnectionPool.Reuse reuse = ConnectionPool.Reuse.NO;
    var registration = context.cancellation().onCancel(interruption::interrupt);
    try {
      T answer = question.ask(connection, interruption);
      reuse = ConnectionPool.Reuse.YES;
      return answer;
    } catch (Exception failed) {
      context.cancellation().throwIfCancelled();
      RuntimeException late = interruption.overTime(failures.source());
      throw late != null ? late : failures.of(doing, failed);
    } finally {
      registration.close();
      pool.giveBack(connection, interruption.release() ? reuse : ConnectionPool.Reuse.NO);
    }
  }

  /** Collects how to connect. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private static final int DEFAULT_POOL_SIZE = 10;

    private final String name;
    private final String url;
    private final Dialect dialect;
    private final Map<String, String> properties = new HashMap<>();
    private @Nullable String user;
    private @Nullable String password;
    private int poolSize = DEFAULT_POOL_SIZE;
    private int fetchRows = 10_000;
    private Duration poolWait = Duration.ofSeconds(2);
    private Duration statementTimeout = Duration.ofMinutes(5);
    private long maxRows = Long.MAX_VALUE;
    private long maxBytes = Long.MAX_VALUE;

    private Builder(String name, String url) {
      this.name = requireNonNull(name, "name");
      this.url = requireNonNull(url, "url");
      this.dialect = Dialect.of(url);
      properties.putAll(dialect.properties());
    }

    /** Sets who connects; no message holds the password. */
    public Builder credentials(String user, String password) {
      this.user = requireNonNull(user, "user");
      this.password = requireNonNull(password, "password");
      return this;
    }

    /** Sets a property of the driver, in place of what this source would set. */
    public Builder property(String key, String value) {
      properties.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
      return this;
    }

    /** Sets how many connections there are at most, 1..1000; 10 at first. */
    public Builder poolSize(int connections) {
      if (connections < 1 || connections > 1_000) {
        throw new IllegalArgumentException("poolSize must be 1..1000, was " + connections + ".");
      }
      this.poolSize = connections;
      return this;
    }

    /**
     * Sets how many rows the driver asks for at a time, and so keeps in memory, 1..1000000; 10000
     * at first. MySQL and MariaDB send row by row, whatever it is.
     */
    public Builder fetchRows(int rows) {
      if (rows < 1 || rows > 1_000_000) {
        throw new IllegalArgumentException("fetchRows must be 1..1000000, was " + rows + ".");
      }
      this.fetchRows = rows;
      return this;
    }

    /** Sets how long a request waits for a free connection before it is refused; 2 s at first. */
    public Builder poolWait(Duration wait) {
      if (wait.isNegative()) {
        throw new IllegalArgumentException("poolWait must be 0 or more, was " + wait + ".");
      }
      this.poolWait = wait;
      return this;
    }

    /**
     * Sets how long the database may take to execute, and then for each batch; 5 minutes at first.
     * The time a reader takes does not count.
     */
    public Builder statementTimeout(Duration timeout) {
      if (timeout.toMillis() < 1) {
        throw new IllegalArgumentException(
            "statementTimeout must be at least 1 ms, was " + timeout + ".");
      }
      this.statementTimeout = timeout;
      return this;
    }

    /**
     * Sets how many rows a request may read, a slice that is read apart on its own; no limit at
     * first.
     */
    public Builder maxRows(long rows) {
      this.maxRows = positive("maxRows", rows);
      return this;
    }

    /** Sets how many bytes of Arrow buffers a request may read, as for rows; no limit at first. */
    public Builder maxBytes(long bytes) {
      this.maxBytes = positive("maxBytes", bytes);
      return this;
    }

    private static long positive(String name, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, was " + value + ".");
      }
      return value;
    }

    /**
     * Connects.
     *
     * @return owned by the caller
     * @throws DataServiceException if the driver is missing, or the database cannot be reached or
     *     refuses
     */
    public JdbcDatabase open() {
      SqlFailures failures = new SqlFailures(name);
      PoolSettings settings =
          new PoolSettings(
              name,
              url,
              user,
              password,
              dialect.driverClass(name, url),
              properties,
              dialect.firstStatement(),
              poolSize,
              poolWait);
      return new JdbcDatabase(this, new ConnectionPool(settings, failures), failures);
    }
  }
}
