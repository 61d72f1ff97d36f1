package io.fastflight.benchmark.server;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.service.ServiceContext;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Calendar;
import java.util.TimeZone;
import org.apache.arrow.adapter.jdbc.ArrowVectorIterator;
import org.apache.arrow.adapter.jdbc.JdbcToArrow;
import org.apache.arrow.adapter.jdbc.JdbcToArrowConfig;
import org.apache.arrow.adapter.jdbc.JdbcToArrowConfigBuilder;
import org.apache.arrow.adapter.jdbc.JdbcToArrowUtils;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads with Arrow's own JDBC adapter: the driver at its defaults but for a fetch size of 10,000,
 * batches as large as ours.
 */
final class ArrowJdbcReader implements BatchReader {
  private final Connection connection;
  private final ArrowVectorIterator batches;
  private final Schema schema;
  private @Nullable VectorSchemaRoot current;

  private ArrowJdbcReader(Connection connection, ArrowVectorIterator batches, Schema schema) {
    this.connection = connection;
    this.batches = batches;
    this.schema = schema;
  }

  static ArrowJdbcReader open(String url, String sql, ServiceContext context) {
    JdbcToArrowConfig config =
        new JdbcToArrowConfigBuilder(
                context.allocator(), Calendar.getInstance(TimeZone.getTimeZone("UTC")))
            .setTargetBatchSize(context.batchRows())
            .build();
    try {
      return open(DriverManager.getConnection(url), sql, config);
    } catch (SQLException | IOException failed) {
      throw new DataServiceException("arrow-jdbc failed.", failed);
    }
  }

  /** Takes {@code connection}. */
  private static ArrowJdbcReader open(Connection connection, String sql, JdbcToArrowConfig config)
      throws SQLException, IOException {
    try {
      connection.setAutoCommit(false); // else the driver collects all rows first
      Statement statement = connection.createStatement();
      statement.setFetchSize(10_000);
      ResultSet rows = statement.executeQuery(sql);
      Schema schema = JdbcToArrowUtils.jdbcToArrowSchema(rows.getMetaData(), config);
      return new ArrowJdbcReader(
          connection, JdbcToArrow.sqlToArrowVectorIterator(rows, config), schema);
    } catch (SQLException | IOException | RuntimeException failed) {
      try (connection) {
        throw failed;
      }
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    release();
    if (!batches.hasNext()) {
      return false;
    }
    current = batches.next();
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    VectorSchemaRoot batch = current;
    if (batch == null) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return batch;
  }

  private void release() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  @Override
  public void close() {
    release();
    batches.close();
    try {
      connection.close();
    } catch (SQLException gone) {
      // it is not used again
    }
  }
}
