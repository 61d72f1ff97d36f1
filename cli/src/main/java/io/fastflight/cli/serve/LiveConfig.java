package io.fastflight.cli.serve;

import io.fastflight.cli.config.ConfigFile;
import io.fastflight.cli.console.Console;
import io.fastflight.declared.DeclaredPolicy;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.declared.FaultyFileException;
import io.fastflight.declared.KnownCallers;
import io.fastflight.declared.Surroundings;
import io.fastflight.engine.Engine;
import io.fastflight.engine.Offer;
import io.fastflight.policy.CallLimit;
import io.fastflight.policy.Policy;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The declared services, the policy and the limits of a running server, which their file can
 * change.
 *
 * <p><b>Ownership:</b> owns the sources of the file. Those of an earlier file are closed when their
 * last stream has ended.
 *
 * <p><b>Threads:</b> any.
 */
final class LiveConfig implements AutoCloseable {
  private final ConfigFile file;
  private final ServiceRegistry.Builder others;
  private final Supplier<KnownCallers> callers;
  private DeclaredServices current;
  private boolean closed;

  private LiveConfig(
      ConfigFile file, ServiceRegistry.Builder others, Supplier<KnownCallers> callers)
      throws IOException, FaultyFileException {
    this.file = file;
    this.others = others;
    this.callers = callers;
    this.current = read();
  }

  /**
   * Opens what {@code path} declares.
   *
   * @param others services that do not come from the file
   * @param callers what is known of callers, asked at each reading
   * @throws IOException if there is no such file, or it has faults, which are then told
   */
  static LiveConfig open(
      Path path, ServiceRegistry.Builder others, Console console, Supplier<KnownCallers> callers)
      throws IOException {
    ConfigFile file = new ConfigFile(path, console);
    try {
      return new LiveConfig(file, others, callers);
    } catch (FaultyFileException faulty) {
      file.tell(faulty);
      throw new IOException(
          "%s has %s; nothing is served.".formatted(path, ConfigFile.count(faulty)), faulty);
    }
  }

  private DeclaredServices read() throws IOException, FaultyFileException {
    KnownCallers known = callers.get();
    DeclaredServices read = file.read(new Surroundings(System.getenv(), others.build(), known));
    if (read.policy().isPresent() && !known.signIn()) {
      file.console()
          .warn(
              "%s has a policy, and nobody is asked who they are: only rules for everyone act. Set --api-keys, --users, --jwt-issuer or --client-ca."
                  .formatted(file.path()));
    }
    if (!known.signIn() && !read.limits().limits().stream().allMatch(LiveConfig::isForAnonymous)) {
      file.console()
          .warn(
              "%s limits callers by who they are, and nobody is asked: only limits for everyone and for anonymous act. Set --api-keys, --users, --jwt-issuer or --client-ca."
                  .formatted(file.path()));
    }
    return read;
  }

  private static boolean isForAnonymous(CallLimit limit) {
    return limit.scope().isFor(Identity.ANONYMOUS);
  }

  /**
   * Returns all services there are now, who may use them, and how much of them.
   *
   * @throws IllegalArgumentException if a name of the file is taken by another service
   */
  synchronized Offer offer() {
    return offer(current);
  }

  /** Reads the file again; what is wrong with it is told, and then nothing changes. */
  synchronized void reload(Engine engine) {
    if (closed) {
      return;
    }
    Console console = file.console();
    try {
      DeclaredServices next = read();
      Offer offer;
      try {
        offer = offer(next);
      } catch (IllegalArgumentException taken) {
        next.close();
        throw taken;
      }
      DeclaredServices old = current;
      current = next;
      engine.replace(offer, old::close);
      console.warn("%s was read again; it declares %s now.".formatted(file.path(), count(next)));
    } catch (FaultyFileException faulty) {
      file.tell(faulty);
      console.warn(
          "%s has %s; all stays as it was.".formatted(file.path(), ConfigFile.count(faulty)));
    } catch (IOException | RuntimeException failed) {
      console.warn("%s was not read again: %s".formatted(file.path(), failed.getMessage()));
    }
  }

  private static String count(DeclaredServices declared) {
    List<String> parts = new ArrayList<>();
    parts.add(counted(declared.services().size(), "service"));
    declared
        .policy()
        .ifPresent(policy -> parts.add(counted(policy.policy().rules().size(), "rule")));
    int limits = declared.limits().limits().size();
    if (limits > 0) {
      parts.add(counted(limits, "limit"));
    }
    return String.join(", ", parts).replaceFirst(", (?=[^,]*$)", " and ");
  }

  private static String counted(int count, String what) {
    return count == 1 ? "1 " + what : count + " " + what + "s";
  }

  @Override
  public synchronized void close() {
    closed = true;
    current.close();
  }

  private Offer offer(DeclaredServices declared) {
    ServiceRegistry.Builder all = ServiceRegistry.builder().registerAll(others);
    declared.registerAll(all);
    Policy policy = declared.policy().map(DeclaredPolicy::policy).orElse(Policy.open());
    return new Offer(all.build(), policy, declared.limits());
  }
}
