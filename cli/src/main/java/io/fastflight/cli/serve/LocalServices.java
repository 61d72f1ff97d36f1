package io.fastflight.cli.serve;

import io.fastflight.cli.config.CodedServices;
import io.fastflight.cli.config.ServiceOptions;
import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.declared.DeclaredPolicy;
import io.fastflight.engine.Engine;
import io.fastflight.engine.Offer;
import io.fastflight.service.ServiceRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.arrow.memory.RootAllocator;

/** Makes the engine of a process, which owns what the engine needs. */
public final class LocalServices {
  private static final String NO_POLICY =
      "Callers sign in here, and no policy says what they may use: nobody could use anything. Put rules into a file and name it by --config; with --demo the demo's services are there, too. A file of one rule, for those with the role reader: "
          + DeclaredPolicy.EXAMPLE;

  private final ServiceOptions options;
  private final MemoryOptions memory;
  private final ServerProcess process;

  /** Begins with what the options ask for. */
  public LocalServices(ServiceOptions options, MemoryOptions memory, ServerProcess process) {
    this.options = options;
    this.memory = memory;
    this.process = process;
  }

  /** Returns the engine over the services in code, which are everyone's. */
  public Engine open() {
    Console console = process.console();
    CodedServices coded = process.own(CodedServices.alone(options, console));
    ServiceRegistry services = coded.registry().build();
    if (services.services().isEmpty()) {
      console.warn("There is no service: give a folder with --plugins, or leave --no-demo out.");
    }
    return engine(Offer.toEveryone(services));
  }

  /**
   * Returns the engine over the file of {@code config} and the services in code beside it, under
   * the file's policy, if there is a file: then it is read again when the process is told so.
   *
   * @throws WrongUsageException if callers sign in and there is no file that could have a policy
   * @throws IOException if the file cannot be served from; its faults were told
   */
  Engine open(ConfigOptions config, SecurityOptions security) throws IOException {
    if (config.config.isPresent()) {
      return open(config.config.get(), config.watch, security);
    }
    if (security.callers().signIn()) {
      throw new WrongUsageException(NO_POLICY);
    }
    return open();
  }

  private Engine open(Path file, boolean watch, SecurityOptions security) throws IOException {
    FileWatch changes = new FileWatch(file); // also those while it is being read
    CodedServices others = process.own(CodedServices.besideFile(options, process.console()));
    LiveConfig live =
        process.own(LiveConfig.open(file, others.registry(), process.console(), security::callers));
    Engine engine = engine(offer(live));
    process.own(Hangup.onSignal(() -> live.reload(engine)));
    if (watch) {
      process.own(changes.start(() -> live.reload(engine)));
    }
    return engine;
  }

  private Engine engine(Offer offer) {
    return process.watched(
        listener -> new Engine(offer, process.own(new RootAllocator()), memory.limits(), listener));
  }

  private static Offer offer(LiveConfig live) {
    try {
      return live.offer();
    } catch (IllegalArgumentException taken) {
      throw new WrongUsageException("--config: " + taken.getMessage(), taken);
    }
  }
}
