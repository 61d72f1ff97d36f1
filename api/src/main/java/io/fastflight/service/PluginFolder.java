package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Loads plug-ins from the jars of a folder, each jar with a class loader of its own.
 *
 * <p>A jar that cannot be loaded is reported in {@link #failures} and does not stop the others.
 *
 * <p><b>Ownership:</b> holds the class loaders open until {@link #close}; close it after the
 * server.
 */
public final class PluginFolder implements AutoCloseable {

  /**
   * Says why one jar brought no service.
   *
   * @param jar the file name
   * @param message what went wrong, for people
   * @param cause what was thrown
   */
  public record Failure(String jar, String message, Throwable cause) {}

  private final List<URLClassLoader> loaders = new ArrayList<>();
  private final List<String> loaded = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  private PluginFolder() {}

  /**
   * Registers the plug-ins of every {@code *.jar} in {@code folder}, in the order of their names.
   *
   * @throws IllegalArgumentException if {@code folder} is not a folder that can be read
   */
  public static PluginFolder load(Path folder, ServiceRegistry.Builder registry) {
    requireNonNull(registry, "registry");
    PluginFolder plugins = new PluginFolder();
    for (Path jar : jars(requireNonNull(folder, "folder"))) {
      plugins.loadJar(jar, registry);
    }
    return plugins;
  }

  /** Returns the file names of the jars whose services were registered. */
  public List<String> loaded() {
    return List.copyOf(loaded);
  }

  /** Returns the jars that brought nothing, each with the reason. */
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    loaders.forEach(PluginFolder::closeQuietly);
    loaders.clear();
  }

  private static List<Path> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "The plug-in folder '%s' cannot be read. Give a folder with *.jar files to --plugins."
              .formatted(folder),
          unreadable);
    }
  }

  private void loadJar(Path jar, ServiceRegistry.Builder registry) {
    String name = String.valueOf(jar.getFileName());
    ServiceRegistry.Builder own = ServiceRegistry.builder();
    try {
      requireJar(jar);
      URLClassLoader loader =
          new URLClassLoader(new URL[] {jar.toUri().toURL()}, PluginFolder.class.getClassLoader());
      loaders.add(loader);
      int found = registerAll(loader, own);
      if (found == 0) {
        throw new IllegalArgumentException(
            "it has no entry META-INF/services/" + ServicePlugin.class.getName());
      }
      registry.registerAll(own);
      loaded.add(name);
    } catch (Exception | LinkageError | ServiceConfigurationError failure) {
      String text = "Plug-in " + name + " could not be loaded: " + reason(failure);
      failures.add(new Failure(name, text.endsWith(".") ? text : text + ".", failure));
    }
  }

  /** A class loader takes a file it cannot read for an empty one. */
  private static void requireJar(Path jar) {
    try {
      new JarFile(jar.toFile()).close();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("it is not a jar: " + unreadable.getMessage(), unreadable);
    }
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return failure instanceof ServiceConfigurationError && failure.getCause() != null
        ? message + ": " + reason(failure.getCause())
        : message;
  }

  private static int registerAll(ClassLoader loader, ServiceRegistry.Builder registry)
      throws Exception {
    int found = 0;
    for (ServicePlugin plugin : ServiceLoader.load(ServicePlugin.class, loader)) {
      if (plugin.getClass().getClassLoader()
          == loader) { // not one on the class path: it is not this jar's
        plugin.register(registry);
        found++;
      }
    }
    return found;
  }

  private static void closeQuietly(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException ignored) {
      // the process is about to end, and nothing depends on the file being let go
    }
  }
}
