package io.fastflight.source;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Tells a source of its surroundings.
 *
 * @param name what messages to callers call the source
 * @param folder where relative paths begin, absolute: the folder of the file
 */
public record SourceContext(String name, Path folder) {
  /** Makes the folder absolute. */
  public SourceContext {
    requireNonNull(name, "name");
    folder = folder.toAbsolutePath().normalize();
  }

  /** Returns the absolute form of a path of the file. */
  public Path resolve(String path) {
    return folder.resolve(path).normalize();
  }
}
