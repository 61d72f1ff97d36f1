package io.fastflight.cli.config;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.service.PluginFolder;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.source.duckdb.demo.DemoServices;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The services that come from code: the demo's, and those of plug-ins.
 *
 * <p><b>Ownership:</b> owns what they need.
 */
public final class CodedServices implements AutoCloseable {
  private final ServiceRegistry.Builder registry = ServiceRegistry.builder();
  private Optional<DemoServices> demo = Optional.empty();
  private Optional<PluginFolder> plugins = Optional.empty();

  private CodedServices() {}

  /** Opens what a server without a file has. A plug-in that cannot be loaded is one warning. */
  public static CodedServices alone(ServiceOptions options, Console console) {
    return open(options, options.demo.orElse(true), console);
  }

  /** Opens what a server has beside the services of a file, in the same way. */
  public static CodedServices besideFile(ServiceOptions options, Console console) {
    return open(options, options.demo.orElse(false), console);
  }

  private static CodedServices open(ServiceOptions options, boolean demo, Console console) {
    CodedServices services = new CodedServices();
    try {
      if (demo) {
        services.addDemo(options.data);
      }
      options.plugins.ifPresent(folder -> services.addPlugins(folder, console));
      return services;
    } catch (Throwable failure) {
      try (services) {
        throw failure;
      }
    }
  }

  /** Returns the services. */
  public ServiceRegistry.Builder registry() {
    return registry;
  }

  @Override
  public void close() {
    plugins.ifPresent(PluginFolder::close);
    demo.ifPresent(DemoServices::close);
  }

  private void addDemo(Optional<Path> data) {
    try {
      DemoServices opened = DemoServices.open(data);
      demo = Optional.of(opened);
      opened.registerAll(registry);
    } catch (IllegalArgumentException noFolder) {
      throw new WrongUsageException("--data: " + noFolder.getMessage(), noFolder);
    }
  }

  private void addPlugins(Path folder, Console console) {
    try {
      PluginFolder loaded = PluginFolder.load(folder, registry);
      plugins = Optional.of(loaded);
      loaded.failures().forEach(failure -> console.warn(failure.message()));
    } catch (IllegalArgumentException noFolder) {
      throw new WrongUsageException(String.valueOf(noFolder.getMessage()), noFolder);
    }
  }
}
