package io.fastflight.source.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * A real PostgreSQL on a free port, from the binaries on Maven Central: started before the first
 * test, stopped after the last. The role {@code secured} needs its password, {@code postgres} none.
 */
public final class TestPostgres implements LauncherSessionListener {
  public static final String PASSWORD = "canary-horse";

  private static EmbeddedPostgres shared;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      shared = start();
      run("CREATE ROLE secured LOGIN PASSWORD '" + PASSWORD + "'");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    try {
      shared.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Starts a server of its own; the caller closes it. */
  static EmbeddedPostgres start() throws IOException {
    Path data = Files.createTempDirectory("fastflight-postgres");
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(true)
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path rules = data.resolve("pg_hba.conf");
    Files.writeString(
        rules, "host all secured 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException failed) {
      throw new IOException(failed);
    }
    return server;
  }

  public static String url() {
    return shared.getJdbcUrl("postgres", "postgres");
  }

  /** Runs statements as the owner of all, outside of what is tested. */
  public static void run(String... statements) {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  /** Returns the first column of a query as the database prints it in a session in UTC. */
  public static List<String> texts(String sql) {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet rows = inUtc(statement).executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Statement inUtc(Statement statement) throws SQLException {
    statement.execute("SET TIME ZONE 'UTC'");
    return statement;
  }

  /** Returns how many sessions of sources run a statement at the moment. */
  static int activeSessions() {
    return Integer.parseInt(
        texts(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE application_name = 'fastflight' AND state <> 'idle'")
            .get(0));
  }
}
