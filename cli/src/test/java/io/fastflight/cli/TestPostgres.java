package io.fastflight.cli;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * A real PostgreSQL on a free port, from the binaries on Maven Central: started before the first
 * test, stopped after the last. The role {@code secured} needs its password, {@code postgres} none.
 */
public final class TestPostgres implements LauncherSessionListener {
  static final String PASSWORD = "canary-horse";

  private static EmbeddedPostgres shared;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      Path data = Files.createTempDirectory("fastflight-postgres");
      shared =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(true)
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
              .start();
      Path rules = data.resolve("pg_hba.conf");
      Files.writeString(
          rules, "host all secured 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
      run("SELECT pg_reload_conf()", "CREATE ROLE secured LOGIN PASSWORD '" + PASSWORD + "'");
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

  /** Returns the URL, without a user. */
  static String url() {
    return shared.getJdbcUrl("postgres", "postgres").replaceFirst("[?].*", "");
  }

  /** Runs statements as the owner of all. */
  static void run(String... statements) {
    run(url() + "?user=postgres", statements);
  }

  /** Runs statements in any database. */
  static void run(String url, String[] statements) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }
}
