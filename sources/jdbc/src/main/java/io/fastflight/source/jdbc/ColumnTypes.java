package io.fastflight.source.jdbc;

import io.fastflight.source.jdbc.pool.SqlFailures;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the Arrow type and the reader of each column; docs/reference/jdbc-types.md is its table.
 */
final class ColumnTypes {
  private static final int MAX_DECIMAL_DIGITS = 76;

  /** Types.DECFLOAT, which java.sql has from Java 26 on. */
  private static final int DECFLOAT = 2015;

  /** Types a driver shows as OTHER and prints as the database does. */
  private static final Set<String> PRINTED =
      Set.of(
          "json",
          "jsonb",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "interval",
          "bit",
          "varbit",
          "money",
          "enum",
          "geometry",
          "tsvector",
          "tsquery",
          "xml",
          "timetz",
          "name");

  private final Dialect dialect;
  private final ResultSetMetaData columns;

  private ColumnTypes(Dialect dialect, ResultSetMetaData columns) {
    this.dialect = dialect;
    this.columns = columns;
  }

  /**
   * Returns the readers of all columns.
   *
   * @throws io.fastflight.error.DataServiceException if one has a type that is not read
   */
  static List<ColumnReader> readers(Dialect dialect, ResultSetMetaData columns)
      throws SQLException {
    ColumnTypes types = new ColumnTypes(dialect, columns);
    List<ColumnReader> readers = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      readers.add(types.reader(i));
    }
    return readers;
  }

  private ColumnReader reader(int i) throws SQLException {
    String name = columns.getColumnLabel(i);
    String type = String.valueOf(columns.getColumnTypeName(i)).toLowerCase(Locale.ROOT);
    if (dialect == Dialect.SQLITE) {
      return SqliteReaders.of(name, i, type);
    }
    ColumnReader special =
        switch (dialect) {
          case POSTGRESQL -> postgres(name, i, type);
          case MYSQL, MARIADB -> MySqlReaders.of(name, i, type, !columns.isSigned(i));
          default -> null;
        };
    if (special != null) {
      return special;
    }
    ColumnReader standard = standard(name, i, columns.getColumnType(i));
    if (standard != null) {
      return standard;
    }
    if (type.equals("uuid")) {
      return TextReaders.uuid(name, i);
    }
    if (PRINTED.contains(type) || type.startsWith("interval") || type.startsWith("enum")) {
      return TextReaders.text(name, i);
    }
    throw SqlFailures.unknownType(name, type);
  }

  private static @Nullable ColumnReader postgres(String name, int i, String type) {
    return switch (type) {
      case "text", "varchar", "bpchar" -> TextReaders.rawText(name, i);
      case "bit", "varbit", "money", "timetz", "json", "jsonb", "xml", "name" ->
          TextReaders.text(name, i);
      case "bool" -> NumberReaders.bool(name, i);
      case "oid" -> NumberReaders.int64(name, i);
      case "timestamptz" -> TimeReaders.instant(name, i, 6);
      default -> null;
    };
  }

  private @Nullable ColumnReader standard(String name, int i, int type) throws SQLException {
    return switch (type) {
      case Types.BOOLEAN -> NumberReaders.bool(name, i);
      case Types.BIT -> columns.getPrecision(i) <= 1 ? NumberReaders.bool(name, i) : null;
      case Types.TINYINT ->
          columns.isSigned(i) ? NumberReaders.int8(name, i) : NumberReaders.int16(name, i);
      case Types.SMALLINT -> NumberReaders.int16(name, i);
      case Types.INTEGER -> NumberReaders.int32(name, i);
      case Types.BIGINT -> NumberReaders.int64(name, i);
      case Types.REAL -> NumberReaders.float32(name, i);
      case Types.FLOAT, Types.DOUBLE -> NumberReaders.float64(name, i);
      case Types.NUMERIC, Types.DECIMAL ->
          isNamed(i, "DECFLOAT") ? TextReaders.text(name, i) : decimal(name, i);
      case DECFLOAT -> TextReaders.text(name, i);
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB -> TextReaders.text(name, i);
      case Types.NCHAR, Types.NVARCHAR, Types.LONGNVARCHAR, Types.NCLOB, Types.SQLXML ->
          TextReaders.text(name, i);
      case Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> TextReaders.binary(name, i);
      case Types.BINARY ->
          isNamed(i, "UUID") ? TextReaders.uuid(name, i) : TextReaders.binary(name, i);
      case Types.DATE -> TimeReaders.date(name, i);
      case Types.TIME -> TimeReaders.time(name, i, columns.getScale(i));
      case Types.TIME_WITH_TIMEZONE -> TextReaders.text(name, i);
      case Types.TIMESTAMP -> TimeReaders.timestamp(name, i, columns.getScale(i));
      case Types.TIMESTAMP_WITH_TIMEZONE -> TimeReaders.instant(name, i, columns.getScale(i));
      default -> null;
    };
  }

  /** H2 says BINARY of its UUID, and NUMERIC of its DECFLOAT, whose digits have no fixed scale. */
  private boolean isNamed(int i, String type) throws SQLException {
    return type.equalsIgnoreCase(columns.getColumnTypeName(i));
  }

  /** A number of unknown or too many digits becomes text: no Arrow type holds all of them. */
  private ColumnReader decimal(String name, int i) throws SQLException {
    int precision = columns.getPrecision(i);
    int scale = columns.getScale(i);
    boolean bounded = precision > 0 && precision <= MAX_DECIMAL_DIGITS;
    if (bounded && scale >= 0 && scale <= precision) {
      return NumberReaders.decimal(name, i, precision, scale);
    }
    return dialect == Dialect.POSTGRESQL
        ? TextReaders.digitsOrNames(name, i)
        : TextReaders.digits(name, i);
  }
}
