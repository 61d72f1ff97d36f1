package io.fastflight.cli.serve;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.service.PluginFolder;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.source.duckdb.demo.DemoServices;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;

/** Makes the engine of this process: the demo's services and those of the plug-ins. */
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
    ServiceRegistry.Builder registry = ServiceRegistry.builder();
    if (!options.noDemo) {
      process.own(demo(options.data)).registerAll(registry);
    }
    options.plugins.ifPresent(
        folder -> {
          PluginFolder plugins = process.own(load(folder, registry));
          plugins.failures().forEach(failure -> console.warn(failure.message()));
        });
    ServiceRegistry services = registry.build();
    if (services.services().isEmpty()) {
      console.warn("There is no service: give a folder with --plugins, or leave --no-demo out.");
    }
    return new Engine(services, process.own(new RootAllocator()), limits);
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
