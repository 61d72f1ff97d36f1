package io.fastflight.source.postgres;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.params.DataParams;
import io.fastflight.service.Cancellation;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Reads PostgreSQL through binary COPY and answers queries as streams of record batches: the same
 * queries as the JDBC source, several times as fast.
 *
 * <pre>{@code
 * PostgresDatabase database = PostgresDatabase.builder("sales", "jdbc:postgresql://db/sales")
 *     .credentials(user, password).open();
 * registry.register(SalesParams.class, database.service(params ->
 *     SqlQuery.of("SELECT day, amount FROM sales s WHERE :slice AND region = :region")
 *         .bind("region", params.region())
 *         .sliced(Slicing.blocks("sales", "s", 4))));
 * }</pre>
 *
 * <p>Transactions are read-only. Values of a request never become part of a statement's text. A
 * sliced query reads one snapshot over all its connections. Sessions are in UTC, whatever the time
 * zone of this JVM. Which type becomes which is in docs/reference/postgres-types.md; a type that is
 * not there is refused by its name.
 *
 * <p><b>Ownership:</b> whoever opened the database closes it, after the readers. Closing it earlier
 * ends them with an error.
 *
 * <p><b>Threads:</b> any. Each query has a connection of its own, and a thread that reads ahead. A
 * cancelled call frees both within a second.
 */
public final class PostgresDatabase implements AutoCloseable {
  private static final String URL_PREFIX = "jdbc:postgresql:";

  private final SqlFailures failures;
  private final ConnectionPool pool;
  private final PgTypes types = new PgTypes();
  private final SourceThreads threads;
  private final Duration statementTimeout;
  private final ResultLimits limits;

  private PostgresDatabase(Builder builder, ConnectionPool pool, SqlFailures failures) {
    this.failures = failures;
    this.pool = pool;
    this.threads = new SourceThreads("postgres-" + builder.name);
    this.statementTimeout = builder.statementTimeout;
    this.limits = new ResultLimits(builder.name, builder.maxRows, builder.maxBytes);
  }

  /**
   * Begins a database.
   *
   * @param name what messages to callers call this source
   * @param url begins with {@code jdbc:postgresql:}; no message holds it
   */
  public static Builder builder(String name, String url) {
    return new Builder(name, url);
  }

  /**
   * Copies a query and returns its rows; over several connections at once if it is sliced.
   *
   * <p><b>Shape:</b> batches of {@code context.batchRows()} rows, the last one shorter; shorter
   * ones, too, where texts, binary values and lists take more than 16 MiB. In the order of the
   * query, but for a sliced one, which has no order.
   *
   * <p><b>Ownership:</b> returned owned; its memory comes from {@code context.allocator()}: up to
   * four batches for each slice.
   *
   * <p><b>Threads:</b> blocks until connections are free and the columns are known. The reader's
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
    requireNonNull(query, "query").text(SqlSyntax.POSTGRESQL); // before a connection is taken
    int slices = Math.min(slices(query.slicing()), pool.size());
    if (slices > 1) {
      return readSliced(new CopyProducer.Asked(query, wanted), slices, context);
    }
    SqlQuery whole = SliceCondition.all().applyTo(query, SqlSyntax.POSTGRESQL);
    return read(
        List.of(new CopyProducer.Asked(whole, wanted)),
        pool.take(1, context.cancellation()),
        context);
  }

  /**
   * Reads one slice of a query.
   *
   * @param slice of {@link #plan}
   * @throws io.fastflight.error.InvalidParamsException if it does not come from a plan
   */
  public BatchReader query(SqlQuery query, Slice slice, ServiceContext context) {
    SliceCondition condition = SliceCondition.parse(query.slicing(), slice.token());
    SqlQuery sliced = condition.applyTo(query, SqlSyntax.POSTGRESQL);
    sliced.text(SqlSyntax.POSTGRESQL);
    return read(
        List.of(new CopyProducer.Asked(sliced, WantedRows.ALL)),
        pool.take(1, context.cancellation()),
        context);
  }

  /**
   * Cuts a query into slices that can be read apart, each with the data there is when it is read.
   * One cut into blocks is one slice here: a row moves to another block when it is changed.
   */
  public Plan plan(SqlQuery query, Scan scan, ServiceContext context) {
    if (query.slicing() instanceof Slicing.Blocks) {
      return new Plan(List.of(new Slice(SliceCondition.all().token())), false);
    }
    List<SliceCondition> slices =
        withConnection(
            context,
            (connection, interruption) ->
                SharedSnapshot.cut(query, scan.maxSlices(), connection, interruption));
    return new Plan(slices.stream().map(slice -> new Slice(slice.token())).toList(), false);
  }

  /** Returns the columns a query would have, without executing it. */
  public Schema schema(SqlQuery query, ServiceContext context) {
    SqlQuery whole = SliceCondition.all().applyTo(query, SqlSyntax.POSTGRESQL);
    return withConnection(
        context,
        (connection, interruption) ->
            interruption.step(() -> CopyProducer.schema(whole, types, connection)));
  }

  /** Returns by what the server would leave out rows of a query that are not wanted. */
  List<Comparison> leavesOutBy(SqlQuery query, WantedRows wanted, ServiceContext context) {
    SqlQuery whole = SliceCondition.all().applyTo(query, SqlSyntax.POSTGRESQL);
    return withConnection(
        context,
        (connection, interruption) ->
            interruption.step(
                () -> Narrowing.comparisons(Described.of(whole, connection), wanted, connection)));
  }

  /**
   * Returns a data service that answers each request with one query.
   *
   * @param query makes the query of a request
   */
  public <P extends DataParams> PartitionedService<P> service(Function<? super P, SqlQuery> query) {
    return new PostgresService<>(this, requireNonNull(query, "query"));
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

  private static int slices(Slicing slicing) {
    if (slicing instanceof Slicing.Range range) {
      return range.slices();
    }
    if (slicing instanceof Slicing.Blocks blocks) {
      return blocks.slices();
    }
    return slicing instanceof Slicing.Predicates predicates ? predicates.conditions().size() : 1;
  }

  /** The first connection exports its snapshot, cuts the query, and later reads the first slice. */
  private BatchReader readSliced(CopyProducer.Asked whole, int most, ServiceContext context) {
    List<Connection> connections = new ArrayList<>(pool.take(most, context.cancellation()));
    List<SliceCondition> slices;
    try {
      Connection first = connections.get(0);
      String snapshot = SharedSnapshot.export(first);
      slices =
          ask(
              first,
              context,
              (connection, interruption) ->
                  SharedSnapshot.cut(whole.query(), most, connection, interruption));
      while (connections.size() > slices.size()) {
        pool.giveBack(connections.remove(connections.size() - 1), ConnectionPool.Reuse.YES);
      }
      for (Connection other : connections.subList(1, connections.size())) {
        SharedSnapshot.join(other, snapshot);
      }
    } catch (Exception failed) {
      connections.forEach(each -> pool.giveBack(each, ConnectionPool.Reuse.NO));
      throw failures.of("cutting a query into slices", failed);
    }
    List<CopyProducer.Asked> queries =
        slices.stream()
            .map(slice -> slice.applyTo(whole.query(), SqlSyntax.POSTGRESQL))
            .map(query -> new CopyProducer.Asked(query, whole.wanted()))
            .toList();
    return read(queries, connections, context);
  }

  private BatchReader read(
      List<CopyProducer.Asked> queries, List<Connection> connections, ServiceContext context) {
    CopyProducer.Source source = new CopyProducer.Source(pool, types, failures);
    List<CopyProducer> producers = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      Connection connection = connections.get(i);
      Interruption interruption = new Interruption(threads, connection, statementTimeout);
      producers.add(new CopyProducer(source, connection, interruption, queries.get(i), context));
    }
    return ReadAhead.start(producers, threads, context.cancellation(), limits);
  }

  /** A short question to the database. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(Connection connection, Interruption interruption) throws Exception;
  }

  private <T> T withConnection(ServiceContext context, Question<T> question) {
    Connection connection = pool.take(1, context.cancellation()).get(0);
    ConnectionPool.Reuse reuse = ConnectionPool.Reuse.NO;
    try {
      T answer = ask(connection, context, question);
      reuse = ConnectionPool.Reuse.YES;
      return answer;
    } catch (Exception failed) {
      throw failures.of("preparing a query", failed);
    } finally {
      pool.giveBack(connection, reuse);
    }
  }

  private <T> T ask(Connection connection, ServiceContext context, Question<T> question)
      throws Exception {
    Interruption interruption = new Interruption(threads, connection, statementTimeout);
    interruption.by(connection.unwrap(PGConnection.class)::cancelQuery);
    Cancellation.Registration registration =
        context.cancellation().onCancel(interruption::interrupt);
    try {
      return question.ask(connection, interruption);
    } catch (Exception failed) {
      context.cancellation().throwIfCancelled();
      RuntimeException late = interruption.overTime(failures.source());
      throw late != null ? late : failed;
    } finally {
      registration.close();
      if (!interruption.release()) {
        // A cancel may arrive late, and nobody else is to have it: aborted before it is given back.
        connection.abort(Runnable::run);
      }
    }
  }

  /** Collects how to connect. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private static final int DEFAULT_POOL_SIZE = 10;

    private final String name;
    private final String url;
    private final Map<String, String> properties = new HashMap<>();
    private @Nullable String user;
    private @Nullable String password;
    private int poolSize = DEFAULT_POOL_SIZE;
    private Duration poolWait = Duration.ofSeconds(2);
    private Duration statementTimeout = Duration.ofMinutes(5);
    private long maxRows = Long.MAX_VALUE;
    private long maxBytes = Long.MAX_VALUE;

    private Builder(String name, String url) {
      this.name = requireNonNull(name, "name");
      this.url = requireNonNull(url, "url");
      if (!url.startsWith(URL_PREFIX)) {
        throw new IllegalArgumentException(
            "The URL of a PostgreSQL source begins with 'jdbc:postgresql:'.");
      }
      properties.put("stringtype", "unspecified");
      properties.put("readOnlyMode", "always");
      properties.put("ApplicationName", "fastflight");
    }

    /** Sets who connects; no message holds the password. */
    public Builder credentials(String user, String password) {
      this.user = requireNonNull(user, "user");
      this.password = requireNonNull(password, "password");
      return this;
    }

    /** Sets a property of the driver, such as {@code sslmode}. */
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

    /** Sets how long a request waits for a free connection before it is refused; 2 s at first. */
    public Builder poolWait(Duration wait) {
      if (wait.isNegative()) {
        throw new IllegalArgumentException("poolWait must be 0 or more, was " + wait + ".");
      }
      this.poolWait = wait;
      return this;
    }

    /**
     * Sets how long the database may take to begin, and then for each batch; 5 minutes at first.
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
     * @throws DataServiceException if the database cannot be reached, or refuses
     */
    public PostgresDatabase open() {
      SqlFailures failures = new SqlFailures(name);
      PoolSettings settings =
          new PoolSettings(
              name,
              url,
              user,
              password,
              "org.postgresql.Driver",
              properties,
              "SET TIME ZONE 'UTC'",
              poolSize,
              poolWait);
      return new PostgresDatabase(this, new ConnectionPool(settings, failures), failures);
    }
  }
}
