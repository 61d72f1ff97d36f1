package io.fastflight.source.jdbc;

import io.fastflight.error.DataServiceException;
import io.fastflight.source.jdbc.sql.SqlSyntax;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * What differs between databases: how they quote, how a driver is made to stream, and which
 * settings keep it from changing values.
 */
@SuppressWarnings("ImmutableEnumChecker") // Map.of and a record of texts are immutable
enum Dialect {
  POSTGRESQL(
      "jdbc:postgresql:",
      new DriverJar("org.postgresql.Driver", "org.postgresql:postgresql"),
      SqlSyntax.POSTGRESQL,
      // Binary transfer from the first execution on; a text adapts to the type it is compared with.
      Map.of(
          "prepareThreshold", "-1",
          "stringtype", "unspecified",
          "readOnlyMode", "always",
          "binaryTransferDisable", "TIMETZ", // its offset would become the session's
          "ApplicationName", "fastflight")),
  MARIADB(
      "jdbc:mariadb:",
      new DriverJar("org.mariadb.jdbc.Driver", "org.mariadb.jdbc:mariadb-java-client"),
      SqlSyntax.MYSQL,
      // TINYINT(1) holds -128..127 and YEAR is a number; a TIMESTAMP is an instant. The server
      // binds
      // values, not the driver, and a reader may be slow for an hour.
      Map.of(
          "tinyInt1isBit", "false",
          "yearIsDateType", "false",
          "transformedBitIsBoolean", "false",
          "sessionVariables", "time_zone='+00:00',net_write_timeout=3600",
          "connectionTimeZone", "+00:00",
          "preserveInstants", "false",
          "useServerPrepStmts", "true",
          "assureReadOnly", "true")),
  MYSQL(
      "jdbc:mysql:",
      new DriverJar("com.mysql.cj.jdbc.Driver", "com.mysql:mysql-connector-j"),
      SqlSyntax.MYSQL,
      Map.of(
          "tinyInt1isBit", "false",
          "yearIsDateType", "false",
          "sessionVariables", "time_zone='+00:00'",
          "netTimeoutForStreamingResults", "3600",
          "connectionTimeZone", "UTC",
          "preserveInstants", "false",
          "useServerPrepStmts", "true")),
  SQLITE(
      "jdbc:sqlite:",
      new DriverJar("org.sqlite.JDBC", "org.xerial:sqlite-jdbc"),
      SqlSyntax.STANDARD,
      Map.of("open_mode", "1")), // SQLITE_OPEN_READONLY
  H2(
      "jdbc:h2:",
      new DriverJar("org.h2.Driver", "com.h2database:h2"),
      SqlSyntax.STANDARD,
      Map.of("LAZY_QUERY_EXECUTION", "1", "TIME_ZONE", "UTC")), // else all rows come first
  ORACLE(
      "jdbc:oracle:",
      new DriverJar("oracle.jdbc.OracleDriver", "com.oracle.database.jdbc:ojdbc17"),
      SqlSyntax.STANDARD,
      Map.of()),
  SQL_SERVER(
      "jdbc:sqlserver:",
      new DriverJar(
          "com.microsoft.sqlserver.jdbc.SQLServerDriver", "com.microsoft.sqlserver:mssql-jdbc"),
      SqlSyntax.STANDARD,
      Map.of()),
  DB2(
      "jdbc:db2:",
      new DriverJar("com.ibm.db2.jcc.DB2Driver", "com.ibm.db2:jcc"),
      SqlSyntax.STANDARD,
      Map.of()),
  OTHER("jdbc:", new DriverJar("", ""), SqlSyntax.STANDARD, Map.of());

  /** A driver's class, and the Maven coordinates of its jar. */
  private record DriverJar(String driverClass, String jar) {}

  /** The sign of MySQL's driver for row by row; else it collects all of them. */
  private static final int ROW_BY_ROW = Integer.MIN_VALUE;

  private final String prefix;
  private final DriverJar driver;
  private final SqlSyntax syntax;
  private final Map<String, String> properties;

  Dialect(String prefix, DriverJar driver, SqlSyntax syntax, Map<String, String> properties) {
    this.prefix = prefix;
    this.driver = driver;
    this.syntax = syntax;
    this.properties = properties;
  }

  /**
   * Returns the dialect of a URL.
   *
   * @throws IllegalArgumentException if it is no JDBC URL; the message does not hold it
   */
  static Dialect of(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(dialect -> lower.startsWith(dialect.prefix))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "A JDBC URL begins with 'jdbc:' and the name of the database."));
  }

  SqlSyntax syntax() {
    return syntax;
  }

  Map<String, String> properties() {
    return properties;
  }

  /** Returns what keeps a session from taking over the time zone of this JVM. */
  String firstStatement() {
    return this == POSTGRESQL ? "SET TIME ZONE 'UTC'" : "";
  }

  /** Returns what {@code Statement.setFetchSize} is to be given for a stream. */
  int fetchSize(int rows) {
    return switch (this) {
      case MYSQL -> ROW_BY_ROW;
      case MARIADB -> 1; // the server sends without being asked: more would only pile up
      default -> rows;
    };
  }

  boolean isMySql() {
    return this == MYSQL || this == MARIADB;
  }

  /**
   * Returns the class of the driver for {@code url}.
   *
   * @throws DataServiceException if it is not on the class path; the message says which jar has it
   */
  String driverClass(String source, String url) {
    if (this != OTHER) {
      try {
        return Class.forName(driver.driverClass, false, Dialect.class.getClassLoader()).getName();
      } catch (ClassNotFoundException missing) {
        throw new DataServiceException(
            "Source '%s' needs the JDBC driver %s, which is not on the class path. Add the jar %s."
                .formatted(source, driver.driverClass, driver.jar),
            missing);
      }
    }
    for (Driver found : ServiceLoader.load(Driver.class, Dialect.class.getClassLoader())) {
      if (accepts(found, url)) {
        return found.getClass().getName();
      }
    }
    throw new DataServiceException(
        "Source '%s' needs a JDBC driver for %s URLs, and none on the class path takes them. Add the jar of that database's driver."
            .formatted(source, schemeOf(url)));
  }

  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException refused) {
      return false;
    }
  }

  /** Returns {@code jdbc:name:}, the only part of a URL that holds no secret. */
  private static String schemeOf(String url) {
    int end = url.indexOf(':', "jdbc:".length());
    return end < 0 ? "jdbc:" : url.substring(0, end + 1).replaceAll("[^A-Za-z0-9:+.-]", "");
  }
}
