package io.fastflight.benchmark.client;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Reads what most programs read: a result set at a fetch size of 10,000, each value by the getter
 * of its type, the driver at its defaults. The location is a JDBC URL, the ticket the SQL.
 */
final class ResultSetReading implements Reading {
  private static final int FETCH_ROWS = 10_000;

  private final Connection connection;

  /** Depends on every value, and is told, so that none is read in vain. */
  private long everything;

  ResultSetReading(String location) throws SQLException {
    this.connection = DriverManager.getConnection(location);
    connection.setAutoCommit(false); // else the driver collects all rows first
  }

  @Override
  public Seen read(String ticket, String compression) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery(ticket)) {
        int[] types = types(rows.getMetaData());
        long count = 0;
        long sum = 0;
        while (rows.next()) {
          count++;
          sum += rows.getLong(1);
          for (int i = 1; i < types.length; i++) {
            everything += value(rows, i + 1, types[i]);
          }
        }
        return new Seen(count, sum);
      }
    }
  }

  private static int[] types(ResultSetMetaData columns) throws SQLException {
    int[] types = new int[columns.getColumnCount()];
    for (int i = 0; i < types.length; i++) {
      boolean zoned = columns.getColumnTypeName(i + 1).equals("timestamptz");
      types[i] = zoned ? Types.TIMESTAMP_WITH_TIMEZONE : columns.getColumnType(i + 1);
    }
    return types;
  }

  private static long value(ResultSet rows, int i, int type) throws SQLException {
    return switch (type) {
      case Types.INTEGER -> rows.getInt(i);
      case Types.DOUBLE -> {
        double number = rows.getDouble(i);
        yield rows.wasNull() ? 0 : (long) number;
      }
      case Types.NUMERIC -> {
        BigDecimal decimal = rows.getBigDecimal(i);
        yield decimal == null ? 0 : decimal.signum();
      }
      case Types.DATE -> {
        LocalDate date = rows.getObject(i, LocalDate.class);
        yield date == null ? 0 : date.getDayOfMonth();
      }
      case Types.TIMESTAMP_WITH_TIMEZONE -> {
        OffsetDateTime time = rows.getObject(i, OffsetDateTime.class);
        yield time == null ? 0 : time.toEpochSecond();
      }
      default -> {
        String text = rows.getString(i);
        yield text == null ? 0 : text.length();
      }
    };
  }

  @Override
  public void close() {
    System.err.println("All values added up to " + everything + ".");
    try {
      connection.close();
    } catch (SQLException gone) {
      // it is closed all the same
    }
  }
}
