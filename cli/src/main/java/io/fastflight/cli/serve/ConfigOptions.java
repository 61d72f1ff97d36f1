package io.fastflight.cli.serve;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a file of sources, services, a policy and limits. */
public final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Serve what this YAML file declares, under its policy, and no demo services unless --demo is given. SIGHUP reads it again; a file with a fault changes nothing.")
  Optional<Path> config = Optional.empty();

  @Option(names = "--watch", description = "Read the file of --config again whenever it changes.")
  boolean watch;
}
