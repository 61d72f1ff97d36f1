package io.fastflight.source.postgres;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.WantedRows;
import io.fastflight.source.jdbc.column.BatchBuilder;
import io.fastflight.source.jdbc.pool.ConnectionPool;
import io.fastflight.source.jdbc.pool.SqlFailures;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.stream.BatchProducer;
import io.fastflight.source.jdbc.stream.Interruption;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.Field;

/**
 * Makes the batches of one query from one binary COPY.
 *
 * <p>The statement is described and copied in one transaction, which holds the locks of its tables
 * from the first to the second: a column cannot change its type in between.
 */
final class CopyProducer implements BatchProducer {
  /** What belongs to the source. */
  record Source(ConnectionPool pool, PgTypes types, SqlFailures failures) {}

  /** A query, and which of its rows anyone will see. */
  record Asked(SqlQuery query, WantedRows wanted) {}

  private final Source source;
  private final Connection connection;
  private final Interruption interruption;
  private final Asked asked;
  private final ServiceContext context;

  private @Nullable CopyOut copy;
  private @Nullable BatchBuilder builder;
  private @Nullable TupleDecoder tuples;
  private boolean failed;

  /** Takes {@code connection}, which goes back to the pool. */
  CopyProducer(
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

  /** Returns the columns of {@code query}, described by the server. */
  static Schema schema(SqlQuery query, PgTypes types, Connection connection) throws SQLException {
    StatementShape shape = Described.of(query, connection).shape();
    return schema(columns(shape, types, connection));
  }

  @Override
  public Schema open() throws Exception {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    interruption.by(postgres::cancelQuery);
    return interruption.step(() -> open(postgres));
  }

  private Schema open(PGConnection postgres) throws SQLException {
    Described described =
        Narrowing.of(Described.of(asked.query(), connection), asked.wanted(), connection);
    StatementShape shape = described.shape();
    List<PgTypes.Column> columns = columns(shape, source.types, connection);
    Schema schema = schema(columns);
    builder =
        new BatchBuilder(
            schema,
            columns.stream().map(column -> column.decoder().sink()).toList(),
            context.allocator(),
            context.batchRows());
    tuples = new TupleDecoder(columns);
    String sql = described.settings().set(shape.parameters(), source.types, connection);
    copy = postgres.getCopyAPI().copyOut("COPY (" + sql + "\n) TO STDOUT (FORMAT binary)");
    return schema;
  }

  @Override
  public @Nullable VectorSchemaRoot produce() throws Exception {
    BatchBuilder batch = requireNonNull(builder);
    CopyOut rows = requireNonNull(copy);
    TupleDecoder decoder = requireNonNull(tuples);
    if (decoder.ended()) {
      return null;
    }
    batch.begin();
    interruption.step(() -> fill(batch, rows, decoder));
    return batch.rows() == 0 ? null : batch.take();
  }

  /** An interrupted server ends the COPY with an error, so that no look at it is needed here. */
  private static boolean fill(BatchBuilder batch, CopyOut rows, TupleDecoder decoder)
      throws SQLException, IOException {
    while (batch.hasRoom() && !decoder.ended()) {
      if (!decoder.decode(batch)) {
        byte[] message = rows.readFromCopy();
        if (message == null) {
          decoder.requireEnd();
          return true;
        }
        decoder.add(message);
      }
    }
    if (decoder.ended()) {
      awaitEnd(rows);
    }
    return true;
  }

  /** The last message says that all rows came: without it the stream is not complete. */
  private static void awaitEnd(CopyOut rows) throws SQLException, IOException {
    if (rows.readFromCopy() != null) {
      throw new IOException("COPY sent something behind its end.");
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
    return overTime != null
        ? overTime
        : source.failures.of(copy == null ? "executing a query" : "reading rows", failure);
  }

  @Override
  public void close() {
    if (builder != null) {
      builder.close();
    }
    boolean whole = !failed && tuples != null && tuples.ended();
    boolean good = interruption.release() && whole;
    source.pool.giveBack(connection, good ? ConnectionPool.Reuse.YES : ConnectionPool.Reuse.NO);
  }

  private static List<PgTypes.Column> columns(
      StatementShape shape, PgTypes types, Connection connection) throws SQLException {
    List<PgTypes.Column> columns = new ArrayList<>();
    for (Field column : shape.columns()) {
      columns.add(
          types.column(column.getColumnLabel(), column.getOID(), column.getMod(), connection));
    }
    return columns;
  }

  private static Schema schema(List<PgTypes.Column> columns) {
    return new Schema(columns.stream().map(PgTypes.Column::field).toList());
  }
}
