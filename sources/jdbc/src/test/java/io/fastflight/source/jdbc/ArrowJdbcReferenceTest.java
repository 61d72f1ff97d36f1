package io.fastflight.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import org.apache.arrow.adapter.jdbc.ArrowVectorIterator;
import org.apache.arrow.adapter.jdbc.JdbcToArrow;
import org.apache.arrow.adapter.jdbc.JdbcToArrowConfig;
import org.apache.arrow.adapter.jdbc.JdbcToArrowConfigBuilder;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrow's own JDBC adapter is the reference for the types both map alike. */
class ArrowJdbcReferenceTest {
  private static final String SQL =
      "SELECT CAST(n AS INTEGER) AS i, CAST(n * 10000000000 AS BIGINT) AS l,"
          + " CASE WHEN MOD(n, 5) = 0 THEN NULL ELSE CAST(n AS DOUBLE PRECISION) / 7 END AS d,"
          + " CAST(CAST(n AS DECIMAL(12, 3)) AS DECIMAL(20, 3)) AS c,"
          + " CASE WHEN MOD(n, 3) = 0 THEN NULL ELSE CONCAT('\u00e4', n) END AS s,"
          + " CAST('2020-02-29' AS DATE) AS dat, n > 100 AS flag"
          + " FROM (%s) t(n)";

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgresql"})
  void bothReadTheSame(String kind, BufferAllocator allocator) throws Exception {
    boolean h2 = kind.equals("h2");
    String url = h2 ? "jdbc:h2:mem:reference" : TestPostgres.url();
    String sql =
        SQL.formatted(
            h2 ? "SELECT X FROM SYSTEM_RANGE(1, 3000)" : "SELECT generate_series(1, 3000)::int8");

    try (JdbcDatabase database = JdbcDatabase.builder(kind, url).open();
        BatchReader reader = database.query(SqlQuery.of(sql), Requests.context(allocator, 1_000))) {
      List<List<Object>> ours = new ArrayList<>();
      while (reader.next()) {
        ours.addAll(rows(reader.batch()));
      }
      assertThat(ours).hasSize(3_000).isEqualTo(reference(url, sql, allocator));
    }
  }

  private static List<List<Object>> reference(String url, String sql, BufferAllocator allocator)
      throws Exception {
    JdbcToArrowConfig config =
        new JdbcToArrowConfigBuilder(allocator, Calendar.getInstance(TimeZone.getTimeZone("UTC")))
            .setTargetBatchSize(1_000)
            .build();
    List<List<Object>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql);
        ArrowVectorIterator batches = JdbcToArrow.sqlToArrowVectorIterator(result, config)) {
      while (batches.hasNext()) {
        try (VectorSchemaRoot batch = batches.next()) {
          rows.addAll(rows(batch));
        }
      }
    }
    return rows;
  }

  private static List<List<Object>> rows(VectorSchemaRoot batch) {
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < batch.getRowCount(); row++) {
      List<Object> values = new ArrayList<>();
      for (FieldVector column : batch.getFieldVectors()) {
        Object value = column.getObject(row);
        values.add(value == null ? null : value.toString());
      }
      rows.add(values);
    }
    return rows;
  }
}
