package io.fastflight.cli.serve;

import io.fastflight.cli.console.Console;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.declared.Fault;
import io.fastflight.declared.FaultyFileException;
import io.fastflight.engine.Engine;
import io.fastflight.service.ServiceRegistry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The declared services of a running server, which its file can change.
 *
 * <p><b>Ownership:</b> owns the sources of the file. Those of an earlier file are closed when their
 * last stream has ended.
 *
 * <p><b>Threads:</b> any.
 */
final class LiveConfig implements AutoCloseable {
  private final Path file;
  private final ServiceRegistry.Builder others;
  private final Console console;
  private DeclaredServices current;
  private boolean closed;

  private LiveConfig(
      Path file, ServiceRegistry.Builder others, Console console, DeclaredServices current) {
    this.file = file;
    this.others = others;
    this.console = console;
    this.current = current;
  }

  /**
   * Opens what {@code file} declares.
   *
   * @param others services that do not come from the file
   * @throws IOException if there is no such file, or it has faults, which are then told
   */
  static LiveConfig open(Path file, ServiceRegistry.Builder others, Console console)
      throws IOException {
    try {
      return new LiveConfig(file, others, console, read(file));
    } catch (FaultyFileException faulty) {
      tell(console, file, faulty);
      throw new IOException("%s has %s; nothing is served.".formatted(file, count(faulty)), faulty);
    }
  }

  /** Opens a file, and says what is wrong if it is not there. */
  static DeclaredServices read(Path file) throws IOException, FaultyFileException {
    try {
      return DeclaredServices.open(file);
    } catch (NoSuchFileException missing) {
      throw new IOException("The file '%s' was not found.".formatted(file), missing);
    }
  }

  static void tell(Console console, Path file, FaultyFileException faulty) {
    for (Fault fault : faulty.faults()) {
      console.error(file + ":" + fault);
    }
  }

  static String count(FaultyFileException faulty) {
    int count = faulty.faults().size();
    return count == 1 ? "1 fault" : count + " faults";
  }

  /**
   * Returns all services there are now.
   *
   * @throws IllegalArgumentException if a name of the file is taken by another service
   */
  synchronized ServiceRegistry registry() {
    return registry(current);
  }

  /** Reads the file again; what is wrong with it is told, and then nothing changes. */
  synchronized void reload(Engine engine) {
    if (closed) {
      return;
    }
    try {
      DeclaredServices next = read(file);
      ServiceRegistry registry;
      try {
        registry = registry(next);
      } catch (IllegalArgumentException taken) {
        next.close();
        throw taken;
      }
      DeclaredServices old = current;
      current = next;
      engine.replace(registry, old::close);
      console.warn("%s was read again; it declares %s now.".formatted(file, count(next)));
    } catch (FaultyFileException faulty) {
      tell(console, file, faulty);
      console.warn("%s has %s; all stays as it was.".formatted(file, count(faulty)));
    } catch (IOException | RuntimeException failed) {
      console.warn("%s was not read again: %s".formatted(file, failed.getMessage()));
    }
  }

  private static String count(DeclaredServices services) {
    int count = services.services().size();
    return count == 1 ? "1 service" : count + " services";
  }

  @Override
  public synchronized void close() {
    closed = true;
    current.close();
  }

  private ServiceRegistry registry(DeclaredServices declared) {
    ServiceRegistry.Builder all = ServiceRegistry.builder().registerAll(others);
    declared.registerAll(all);
    return all.build();
  }
}
