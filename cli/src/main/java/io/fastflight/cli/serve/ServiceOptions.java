package io.fastflight.cli.serve;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which services a server has. */
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

  @Option(names = "--no-demo", description = "Leave the demo services out.")
  boolean noDemo;
}
