package io.fastflight.source.duckdb;

import io.fastflight.service.WantedRows;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSet;
import org.duckdb.DuckDBResultSetMetaData;
import org.duckdb.StatementReturnType;
import org.jspecify.annotations.Nullable;

/**
 * One query on a connection of its own: the only class that touches DuckDB's native handles.
 *
 * <p>What works with duckdb_jdbc 2.0.0.1, found by trying it:
 *
 * <ul>
 *   <li>{@code Statement.cancel()} interrupts {@code executeQuery}, and is lost when the query has
 *       not begun yet. So it is repeated until the query has left that phase.
 *   <li>Once the Arrow stream is open, {@code cancel()} does nothing at all. Closing the connection
 *       from another thread interrupts a running {@code get_next}, which then fails; the driver
 *       closes the stream under its own lock. The stream's memory is freed by whoever reads it,
 *       never by the thread that cancels.
 *   <li>Handles are closed result before statement before connection, else the JVM can crash.
 * </ul>
 *
 * <p><b>Threads:</b> {@link #open}, {@link #loadNextBatch} and {@link #release} one at a time, kept
 * so by the reader; {@link #interrupt} from any thread at any moment. {@code lock} orders
 * interrupting against releasing and is not held while a query runs.
 *
 * @see <a href="https://github.com/duckdb/duckdb/issues/9528">JVM crash after closing early</a>
 */
final class RunningQuery {
  /** How long to wait before cancelling again, in milliseconds: a cancel can come too early. */
  private static final long CANCEL_AGAIN_MILLIS = 5;

  /** A query, and which of its rows anyone will see. */
  record Asked(DuckDbQuery query, WantedRows wanted) {}

  /**
   * What belongs to the database.
   *
   * @param ipcTables what is made a table of the connection if the query names it
   * @param narrowing leaves out rows of what DuckDB reads itself
   */
  record Files(List<IpcTable> ipcTables, Narrowing narrowing) {}

  private enum Phase {
    OPENING,
    STREAMING,
    RELEASED
  }

  /** A query that took longer to fail is not run again to learn why. */
  private static final Duration EXPLAIN_WITHIN = Duration.ofSeconds(2);

  /** The type, also within another; not a field of a struct that has this name. */
  private static final Pattern UNSIGNED_128 = Pattern.compile("(?:^|[ (])UHUGEINT(?=$|[\\[,)])");

  private final DuckDBConnection connection;
  private final BufferAllocator imports;
  private final SourceFailures failures;
  private final Files files;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition phaseChanged = lock.newCondition();
  private final List<AutoCloseable> handles = new ArrayList<>();
  private final List<IpcTable.Registered> registered = new ArrayList<>();

  private Phase phase = Phase.OPENING;
  private @Nullable DuckDBPreparedStatement executing;
  private @Nullable ArrowReader stream;
  private volatile boolean interrupted;

  /**
   * Takes {@code connection}.
   *
   * @param imports unlimited; its memory is let go of batch by batch
   * @param files what the database reads
   */
  RunningQuery(
      DuckDBConnection connection, BufferAllocator imports, SourceFailures failures, Files files) {
    this.connection = connection;
    this.imports = imports;
    this.failures = failures;
    this.files = files;
    handles.add(connection);
  }

  /**
   * Executes the query and returns its Arrow stream, which stays this object's. Whatever happens,
   * {@link #release} is to be called.
   *
   * @param allocator for what is read of Arrow files; not closed before this is released
   */
  ArrowReader open(Asked asked, int batchRows, BufferAllocator allocator)
      throws SQLException, IOException {
    Lockdown.boundStream(connection);
    registerIpcTables(asked.query, allocator);
    DuckDbQuery query =
        registered.isEmpty()
            ? files.narrowing.of(asked.query, asked.wanted, connection)
            : asked.query;
    DuckDBPreparedStatement statement = prepare(query);
    if (returnType(statement) != StatementReturnType.QUERY_RESULT) {
      throw failures.notReading();
    }
    DuckDBResultSet result = execute(statement, query);
    handles.add(result);
    refuseUnreadable(result.getMetaData());
    ArrowReader opened = export(result, batchRows);
    handles.add(opened);
    opened.getVectorSchemaRoot(); // reads the schema: the first thing that can fail
    lock.lock();
    try {
      stream = opened;
      enter(Phase.STREAMING);
    } finally {
      lock.unlock();
    }
    return opened;
  }

  /** Moves the stream to its next batch, or returns false at its end. */
  boolean loadNextBatch() throws IOException {
    ArrowReader reader = stream;
    if (reader == null) {
      throw new IllegalStateException("The query is not open.");
    }
    return reader.loadNextBatch();
  }

  /** Returns why an Arrow file could not be read, if that is what failed. */
  Optional<RuntimeException> fileFailure() {
    return registered.stream().flatMap(view -> view.reader().failure().stream()).findFirst();
  }

  /** Tells whether {@link #interrupt} was called: a stream that ends after that is not complete. */
  boolean interrupted() {
    return interrupted;
  }

  /**
   * Stops the query: what runs in it fails soon. Returns when the interruption was delivered, in a
   * few milliseconds as a rule.
   */
  void interrupt() {
    interrupted = true;
    lock.lock();
    try {
      while (phase == Phase.OPENING) {
        cancelExecution();
        phaseChanged.await(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (phase == Phase.STREAMING) {
        connection.close();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (SQLException alreadyClosing) {
      // its owner is at it
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes everything in the one right order. Idempotent.
   *
   * @throws IOException if a handle could not be closed; the others are closed all the same
   */
  void release() throws IOException {
    lock.lock();
    try {
      if (phase == Phase.RELEASED) {
        return;
      }
      enter(Phase.RELEASED);
      closeHandles();
    } finally {
      lock.unlock();
    }
  }

  private void registerIpcTables(DuckDbQuery query, BufferAllocator allocator) throws IOException {
    for (IpcTable table : files.ipcTables) {
      if (table.isNamedIn(query.sql())) {
        IpcTable.Registered view = table.register(connection, allocator);
        handles.add(0, view); // closed after the connection
        registered.add(view);
      }
    }
  }

  private DuckDBPreparedStatement prepare(DuckDbQuery query) throws SQLException {
    DuckDBPreparedStatement statement = connection.prepare(query.sql());
    handles.add(statement);
    BoundValues.bind(statement, query.values());
    lock.lock();
    try {
      executing = statement;
    } finally {
      lock.unlock();
    }
    return statement;
  }

  private DuckDBResultSet execute(DuckDBPreparedStatement statement, DuckDbQuery query)
      throws SQLException {
    long began = System.nanoTime();
    try {
      return (DuckDBResultSet) statement.executeQuery();
    } catch (SQLException failure) {
      boolean reasonLost = String.valueOf(failure.getMessage()).contains("Invalid result set");
      boolean quick = System.nanoTime() - began < EXPLAIN_WITHIN.toNanos();
      throw reasonLost && quick && !interrupted ? reason(query, failure) : failure;
    }
  }

  /**
   * Finds out why a query failed before its first rows. The driver loses DuckDB's message on this
   * path (it asks a failed result for its columns and reports "Invalid result set"), but keeps it
   * on another; so the query is run once more on that one.
   */
  private SQLException reason(DuckDbQuery query, SQLException failure) {
    try {
      prepare(query).query().close();
      return failure;
    } catch (SQLException reason) {
      reason.addSuppressed(failure);
      return reason;
    }
  }

  private static StatementReturnType returnType(DuckDBPreparedStatement statement)
      throws SQLException {
    return ((DuckDBResultSetMetaData) statement.getMetaData()).getReturnType();
  }

  /**
   * DuckDB hands out unsigned numbers of 128 bits as signed ones, so that large ones are negative.
   */
  private void refuseUnreadable(ResultSetMetaData columns) throws SQLException {
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      if (UNSIGNED_128.matcher(columns.getColumnTypeName(i)).find()) {
        throw failures.unreadable(columns.getColumnLabel(i), "UHUGEINT");
      }
    }
  }

  private ArrowReader export(DuckDBResultSet result, int rows) throws SQLException {
    try {
      return (ArrowReader) result.arrowExportStream(imports, rows);
    } catch (RuntimeException wrapped) {
      // The driver calls Arrow by reflection, and wraps what Arrow throws twice.
      if (wrapped.getCause() instanceof InvocationTargetException call
          && call.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw wrapped;
    }
  }

  private void cancelExecution() {
    try {
      if (executing != null) {
        executing.cancel();
      }
    } catch (SQLException notRunning) {
      // it has not begun, or it has just ended: the loop looks again
    }
  }

  private void enter(Phase next) {
    phase = next;
    phaseChanged.signalAll();
  }

  private void closeHandles() throws IOException {
    IOException failed = null;
    for (int i = handles.size() - 1; i >= 0; i--) {
      try {
        handles.get(i).close();
      } catch (Exception failure) {
        if (failed == null) {
          failed = new IOException("A handle of DuckDB could not be closed.", failure);
        } else {
          failed.addSuppressed(failure);
        }
      }
    }
    handles.clear();
    if (failed != null) {
      throw failed;
    }
  }
}
