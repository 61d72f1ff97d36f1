package io.fastflight.source.iceberg;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.Plan;
import io.fastflight.service.ResumableService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.TableScanUtil;

/**
 * Reads the tables of an Iceberg catalog and answers queries as streams of record batches.
 *
 * <pre>{@code
 * IcebergCatalog lake = IcebergCatalog.builder("lake")
 *     .open(Kind.REST, Map.of("uri", "https://catalog.example.com", "token", token));
 * registry.register(OrderParams.class, lake.service(params ->
 *     IcebergQuery.of("sales.orders").where(Expressions.equal("region", params.region()))));
 * }</pre>
 *
 * <p>The catalog is asked for the table with each request, so a request sees the newest snapshot,
 * and only that until its end. Conditions leave out files and row groups, and are checked for each
 * row that is left. Rows that delete files take away are not there; old files are read as the
 * newest schema has them. Which type becomes which is in docs/reference/lake.md.
 *
 * <p><b>Ownership:</b> whoever opened the catalog closes it, after the readers.
 *
 * <p><b>Threads:</b> any. A request reads on the thread that asks for its batches; a cancelled one
 * closes its files under it.
 */
public final class IcebergCatalog implements AutoCloseable {
  /** Names the catalogs that are opened by properties. */
  public enum Kind {
    /** A catalog behind Iceberg's REST interface. */
    REST,
    /** A catalog in two tables of a database, whose driver is on the class path. */
    JDBC,
    /** Folders of a file system, without a catalog. */
    HADOOP
  }

  private final Catalog catalog;
  private final IcebergFailures failures;
  private final Duration resumeWindow;

  private IcebergCatalog(Catalog catalog, IcebergFailures failures, Duration resumeWindow) {
    this.catalog = catalog;
    this.failures = failures;
    this.resumeWindow = resumeWindow;
  }

  /**
   * Begins a catalog.
   *
   * @param name what messages to callers call this source
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  private static Catalog unopened(Kind kind, Configuration hadoop) {
    return switch (kind) {
      case REST -> {
        RESTCatalog rest = new RESTCatalog();
        rest.setConf(hadoop);
        yield rest;
      }
      case JDBC -> {
        JdbcCatalog jdbc = new JdbcCatalog(null, null, false); // makes no tables of its own
        jdbc.setConf(hadoop);
        yield jdbc;
      }
      case HADOOP -> {
        HadoopCatalog folders = new HadoopCatalog();
        folders.setConf(hadoop);
        yield folders;
      }
    };
  }

  /**
   * Reads what a query says.
   *
   * <p><b>Shape:</b> batches of {@code context.batchRows()} rows, the last one shorter, and those,
   * too, whose texts, binary values and lists take more than 16 MiB. File after file, always in the
   * same order for the same snapshot.
   *
   * <p><b>Ownership:</b> returned owned; its memory comes from {@code context.allocator()}, and
   * while it reads, one row group of the columns is on the heap, as it is compressed in the file.
   *
   * <p><b>Threads:</b> blocks for the catalog.
   *
   * @throws DataServiceException if the table or a column is not there, or cannot be read
   */
  public BatchReader read(IcebergQuery query, ServiceContext context) {
    return withTable(
        query, context, table -> reader(query, table, table.state(query.snapshot()), 0, context));
  }

  /**
   * Reads on a stream that was begun earlier.
   *
   * @param from a snapshot as {@link #snapshot} named it, and how many rows of it to leave out
   * @throws IncompleteStreamException if that snapshot is no longer read
   */
  public BatchReader read(IcebergQuery query, ResumePoint from, ServiceContext context) {
    TableState state =
        TableState.parse(from.snapshot())
            .orElseThrow(
                () ->
                    new IncompleteStreamException(
                        "'_snapshot' was not made by this service. Read all of it again."));
    return withTable(
        query,
        context,
        table -> {
          table.requireRecent(state, query.snapshot(), resumeWindow);
          return reader(query, table, state, from.startRow(), context);
        });
  }

  /**
   * Reads one slice of a query.
   *
   * @param slice of {@link #plan}
   * @throws io.fastflight.error.InvalidParamsException if it does not come from a plan
   */
  public BatchReader read(IcebergQuery query, Slice slice, ServiceContext context) {
    SliceToken token = SliceToken.parse(slice.token());
    return withTable(
        query,
        context,
        table -> {
          table.requireRecent(token.state(), query.snapshot(), resumeWindow);
          List<NestedField> columns = table.columns(query, token.state());
          Schema schema = ArrowColumns.schema(columns);
          TableScan scan = table.scan(query, token.state());
          CloseableIterable<FileScanTask> tasks =
              dealt(TableScanUtil.splitFiles(scan.planFiles(), scan.targetSplitSize()), token);
          FileRows rows = table.rows(scan, token.state());
          return new ScanReader(
              new ScanReader.Scan(columns, tasks, rows, table.files(), 0),
              schema,
              failures,
              context);
        });
  }

  private BatchReader reader(
      IcebergQuery query,
      TableScans table,
      TableState state,
      long skipRows,
      ServiceContext context) {
    List<NestedField> columns = table.columns(query, state);
    Schema schema = ArrowColumns.schema(columns);
    TableScan scan = table.scan(query, state);
    FileRows rows = table.rows(scan, state);
    return new ScanReader(
        new ScanReader.Scan(columns, scan.planFiles(), rows, table.files(), skipRows),
        schema,
        failures,
        context);
  }

  /** Returns the columns a query would have, without reading data. */
  public Schema schema(IcebergQuery query, ServiceContext context) {
    return ask(
        query,
        context,
        table -> {
          TableState state = table.state(query.snapshot());
          table.scan(query, state); // checks the conditions
          return ArrowColumns.schema(table.columns(query, state));
        });
  }

  /** Names the snapshot that a query would read now. */
  public String snapshot(IcebergQuery query, ServiceContext context) {
    return ask(query, context, table -> table.state(query.snapshot()).name());
  }

  /**
   * Cuts a query into slices, which all read the same snapshot: files are dealt to them by size,
   * large ones in parts. At most 4096, and no more than there are files and parts.
   */
  public Plan plan(IcebergQuery query, Scan scan, ServiceContext context) {
    return ask(
        query,
        context,
        table -> {
          TableState state = table.state(query.snapshot());
          TableScan whole = table.scan(query, state);
          int most = Math.min(scan.maxSlices(), SliceToken.MAX_COUNT);
          int count =
              count(TableScanUtil.splitFiles(whole.planFiles(), whole.targetSplitSize()), most);
          List<Slice> slices =
              IntStream.range(0, count)
                  .mapToObj(i -> new Slice(new SliceToken(state, i, count).text()))
                  .toList();
          return new Plan(slices, false);
        });
  }

  /**
   * Returns a data service that answers each request with one query; its streams can be read on.
   *
   * @param query makes the query of a request
   */
  public <P extends DataParams> ResumableService<P> service(
      Function<? super P, IcebergQuery> query) {
    return new IcebergService<>(this, requireNonNull(query, "query"));
  }

  @Override
  public void close() {
    try {
      close(catalog);
    } catch (IOException failed) {
      throw failures.of("closing its catalog", failed);
    }
  }

  private static void close(Catalog catalog) throws IOException {
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }

  private static int count(CloseableIterable<FileScanTask> tasks, int most) throws IOException {
    int count = 0;
    try (tasks;
        CloseableIterator<FileScanTask> each = tasks.iterator()) {
      while (count < most && each.hasNext()) {
        each.next();
        count++;
      }
    }
    return Math.max(1, count);
  }

  /** Deals each task to the slice that has the fewest bytes so far, and returns those of one. */
  private static CloseableIterable<FileScanTask> dealt(
      CloseableIterable<FileScanTask> tasks, SliceToken token) {
    long[] bytes = new long[token.count()];
    return CloseableIterable.filter(
        tasks,
        task -> {
          int lightest = 0;
          for (int i = 1; i < bytes.length; i++) {
            lightest = bytes[i] < bytes[lightest] ? i : lightest;
          }
          bytes[lightest] += task.length();
          return lightest == token.index();
        });
  }

  /** Something to do with a table. */
  @FunctionalInterface
  private interface Use<T> {
    T of(TableScans table) throws IOException;
  }

  /** Asks a short question of a table. */
  private <T> T ask(IcebergQuery query, ServiceContext context, Use<T> question) {
    return withTable(
        query,
        context,
        table -> {
          try {
            return question.of(table);
          } finally {
            table.files().close();
          }
        });
  }

  /** Uses a table; its files are closed if that fails, and are the result's to close if not. */
  private <T> T withTable(IcebergQuery query, ServiceContext context, Use<T> use) {
    context.cancellation().throwIfCancelled();
    String name = query.table().toString();
    Table loaded;
    try {
      loaded = catalog.loadTable(query.table());
    } catch (RuntimeException failed) {
      throw failures.ofTable(name, failed);
    }
    RequestFiles files = new RequestFiles(loaded.io(), context.cancellation());
    try {
      return use.of(new TableScans(name, loaded, files));
    } catch (IOException | RuntimeException failed) {
      files.close();
      context.cancellation().throwIfCancelled();
      throw failures.of("planning a read of table '%s'".formatted(name), failed);
    }
  }

  /** Collects how to read. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final IcebergFailures failures;
    private String catalogName;
    private Duration resumeWindow = Duration.ofHours(1);

    private Builder(String name) {
      this.failures = new IcebergFailures(requireNonNull(name, "name"));
      this.catalogName = name;
    }

    /** Sets under which name a JDBC catalog lists its tables; the source's own at first. */
    public Builder catalogName(String catalogName) {
      this.catalogName = requireNonNull(catalogName, "catalogName");
      return this;
    }

    /**
     * Sets how long ago a snapshot may have been replaced whose stream is read on; an hour at
     * first. Callers can forge which snapshot they began with, so this is how far back anybody can
     * look.
     */
    public Builder resumeWindow(Duration window) {
      if (window.isNegative()) {
        throw new IllegalArgumentException("resumeWindow must be 0 or more, was " + window + ".");
      }
      this.resumeWindow = window;
      return this;
    }

    /**
     * Opens a catalog.
     *
     * @param properties Iceberg's own, such as {@code uri}, {@code warehouse} and {@code
     *     s3.endpoint}
     * @return owned by the caller
     * @throws DataServiceException if it cannot be opened; the message holds no property
     * @see <a href="https://iceberg.apache.org/docs/latest/configuration/">Iceberg,
     *     configuration</a>
     */
    public IcebergCatalog open(Kind kind, Map<String, String> properties) {
      Catalog catalog = unopened(kind, new Configuration(false));
      Map<String, String> all = new HashMap<>(properties);
      all.putIfAbsent(S3FileIOProperties.CLIENT_FACTORY, S3Clients.class.getName());
      try {
        catalog.initialize(catalogName, all);
        if (kind != Kind.REST && catalog instanceof SupportsNamespaces known) {
          known.listNamespaces(); // neither has been asked anything yet
        }
        return over(catalog);
      } catch (RuntimeException failed) {
        FastFlightException told = failures.of("opening its catalog", failed);
        try {
          IcebergCatalog.close(catalog);
        } catch (IOException | RuntimeException second) {
          told.addSuppressed(second);
        }
        throw told;
      }
    }

    /**
     * Reads from a catalog that the program has opened itself.
     *
     * @param catalog taken
     */
    public IcebergCatalog over(Catalog catalog) {
      return new IcebergCatalog(requireNonNull(catalog, "catalog"), failures, resumeWindow);
    }
  }
}
