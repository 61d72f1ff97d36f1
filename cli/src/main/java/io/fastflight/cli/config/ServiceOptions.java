package io.fastflight.cli.config;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which services a server has beside those of a file. */
public final class ServiceOptions {
  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Add the services of every jar in this folder.")
  Optional<Path> plugins = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Read the demo's files from this folder, not those that come with the program.")
  Optional<Path> data = Optional.empty();

  @Option(
      names = "--demo",
      negatable = true,
      description =
          "Have the demo's services, or leave them out. Default: they are there unless a file is given")
  Optional<Boolean> demo = Optional.empty();
}
