package io.fastflight.cli.serve;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.service.PluginFolder;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.source.duckdb.demo.DemoServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;

/** Makes the engine of this process: the demo's services, those of the plug-ins and of a file. */
public final class LocalServices {
  private LocalServices() {}

  /**
   * Returns the engine over what {@code options} ask for; {@code process} owns what it needs.
   *
   * <p>A plug-in that cannot be loaded is one warning, and the others serve.
   */
  public static Engine open(
      ServiceOptions options, MemoryOptions memory, ServerProcess process, Console console) {
    MemoryLimits limits = memory.limits();
    ServiceRegistry services = inCode(options, !options.noDemo, process, console).build();
    if (services.services().isEmpty()) {
      console.warn("There is no service: give a folder with --plugins, or leave --no-demo out.");
    }
    return process.watched(
        listener -> new Engine(services, process.own(new RootAllocator()), limits, listener));
  }

  /**
   * Returns the engine over what {@code options} and the file of {@code config} ask for, if there
   * is one: then it is read again when the process is told so.
   *
   * @throws IOException if the file cannot be served from; its faults were told
   */
  static Engine open(
      ConfigOptions config, ServiceOptions options, MemoryOptions memory, ServerProcess process)
      throws IOException {
    Console console = process.console();
    if (config.config.isEmpty()) {
      return open(options, memory, process, console);
    }
    Path file = config.config.get();
    MemoryLimits limits = memory.limits();
    ServiceRegistry.Builder others = inCode(options, false, process, console);
    LiveConfig live = process.own(LiveConfig.open(file, others, console));
    Engine engine =
        process.watched(
            listener ->
                new Engine(registry(live), process.own(new RootAllocator()), limits, listener));
    process.own(Hangup.onSignal(() -> live.reload(engine)));
    if (config.watch) {
      process.own(FileWatch.start(file, () -> live.reload(engine)));
    }
    return engine;
  }

  private static ServiceRegistry registry(LiveConfig live) {
    try {
      return live.registry();
    } catch (IllegalArgumentException taken) {
      throw new WrongUsageException("--config: " + taken.getMessage(), taken);
    }
  }

  private static ServiceRegistry.Builder inCode(
      ServiceOptions options, boolean demo, ServerProcess process, Console console) {
    ServiceRegistry.Builder registry = ServiceRegistry.builder();
    if (demo) {
      process.own(demo(options.data)).registerAll(registry);
    }
    options.plugins.ifPresent(
        folder -> {
          PluginFolder plugins = process.own(load(folder, registry));
          plugins.failures().forEach(failure -> console.warn(failure.message()));
        });
    return registry;
  }

  private static DemoServices demo(Optional<Path> data) {
    try {
      return DemoServices.open(data);
    } catch (IllegalArgumentException noFolder) {
      throw new WrongUsageException("--data: " + noFolder.getMessage(), noFolder);
    }
  }

  private static PluginFolder load(Path folder, ServiceRegistry.Builder registry) {
    try {
      return PluginFolder.load(folder, registry);
    } catch (IllegalArgumentException noFolder) {
      throw new WrongUsageException(String.valueOf(noFolder.getMessage()), noFolder);
    }
  }
}
