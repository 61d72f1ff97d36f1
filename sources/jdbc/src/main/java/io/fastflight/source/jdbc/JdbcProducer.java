package io.fastflight.source.jdbc;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.WantedRows;
import io.fastflight.source.jdbc.column.BatchBuilder;
import io.fastflight.source.jdbc.pool.ConnectionPool;
import io.fastflight.source.jdbc.pool.SqlFailures;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.sql.SqlText;
import io.fastflight.source.jdbc.stream.BatchProducer;
import io.fastflight.source.jdbc.stream.Interruption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Makes the batches of one query from a result set that its driver streams. */
final class JdbcProducer implements BatchProducer {
  /** What belongs to the source. */
  record Source(Dialect dialect, ConnectionPool pool, SqlFailures failures, int fetchSize) {}

  /** A query, and which of its rows anyone will see. */
  record Asked(SqlQuery query, WantedRows wanted) {}

  private static final int LOOK_EVERY_ROWS = 256;

  private final Source source;
  private final Connection connection;
  private final Interruption interruption;
  private final Asked asked;
  private final ServiceContext context;

  private @Nullable PreparedStatement statement;
  private @Nullable ResultSet rows;
  private @Nullable BatchBuilder builder;
  private ColumnReader[] readers = {};
  private @Nullable String unread; // the column whose value the driver did not hand out
  private boolean ended;
  private boolean failed;

  /** Takes {@code connection}, which goes back to the pool. */
  JdbcProducer(
      Source source,
      Connection connection,
      Interruption interruption,
      Asked asked,
      ServiceContext context) {
    this.source = source;
    this.connection = connection;
    this.interruption = interruption;
    this.asked = asked;
    this.context = context;
  }

  /** Returns a statement with the values of {@code query} bound. */
  static PreparedStatement prepare(Dialect dialect, Connection connection, SqlQuery query)
      throws SQLException {
    SqlText text = query.text(dialect.syntax());
    List<String> names = text.names().stream().filter(n -> !n.equals(SqlText.SLICE)).toList();
    String sql = text.render(name -> name.equals(SqlText.SLICE) ? "1 = 1" : "?", "??");
    PreparedStatement prepared =
        connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    try {
      BoundValues.bind(prepared, query, names, dialect);
      return prepared;
    } catch (SQLException | RuntimeException failure) {
      try (prepared) {
        throw failure;
      }
    }
  }

  @Override
  public Schema open() throws Exception {
    Narrowing narrowing = new Narrowing(source.dialect, connection);
    SqlQuery query = interruption.step(() -> narrowing.of(asked.query(), asked.wanted()));
    PreparedStatement prepared = prepare(source.dialect, connection, query);
    statement = prepared;
    prepared.setFetchSize(source.fetchSize);
    interruption.by(prepared::cancel);
    ResultSet result = interruption.step(prepared::executeQuery);
    rows = result;
    List<ColumnReader> found = ColumnTypes.readers(source.dialect, result.getMetaData());
    readers = found.toArray(ColumnReader[]::new);
    Schema schema = new Schema(found.stream().map(ColumnReader::field).toList());
    builder =
        new BatchBuilder(
            schema,
            found.stream().map(ColumnReader::sink).toList(),
            context.allocator(),
            context.batchRows());
    return schema;
  }

  @Override
  public @Nullable VectorSchemaRoot produce() throws Exception {
    BatchBuilder batch = requireNonNull(builder);
    if (ended) {
      return null;
    }
    batch.begin();
    interruption.step(() -> fill(batch));
    if (batch.rows() == 0) {
      return null;
    }
    return batch.take();
  }

  private boolean fill(BatchBuilder batch) throws SQLException {
    ResultSet result = requireNonNull(rows);
    while (batch.hasRoom()) {
      if (!result.next()) {
        ended = true;
        return true;
      }
      read(result, batch.row());
      batch.rowDone();
      if (batch.rows() % LOOK_EVERY_ROWS == 0 && interruption.interrupted()) {
        throw new SQLException("The query was interrupted.", "57014");
      }
    }
    return true;
  }

  private void read(ResultSet result, int row) throws SQLException {
    int column = 0;
    try {
      for (; column < readers.length; column++) {
        readers[column].read(result, row);
      }
    } catch (SQLException failure) {
      unread = readers[column].name();
      throw failure;
    }
  }

  @Override
  public void interrupt() {
    interruption.interrupt();
  }

  @Override
  public RuntimeException told(Throwable failure) {
    failed = true;
    FastFlightException overTime = interruption.overTime(source.failures.source());
    return overTime != null ? overTime : source.failures.of(doing(), failure);
  }

  private String doing() {
    if (rows == null) {
      return "executing a query";
    }
    return unread == null ? "reading rows" : "reading column '" + unread + "'";
  }

  @Override
  public void close() {
    if (builder != null) {
      builder.close();
    }
    boolean whole = ended && !failed;
    if (!whole && source.dialect.isMySql()) {
      interruption.interrupt(); // else the driver reads all rows that are left
    }
    closeQuietly(rows);
    closeQuietly(statement);
    boolean good = interruption.release() && !failed;
    source.pool.giveBack(connection, good ? ConnectionPool.Reuse.YES : ConnectionPool.Reuse.NO);
  }

  private static void closeQuietly(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception gone) {
      // the connection is rolled back or closed next
    }
  }
}
