package io.fastflight.cli.serve;

import picocli.CommandLine.Option;

/** The option without which a server is for this machine only. */
public final class InsecureOption {
  @Option(
      names = "--insecure",
      description =
          "Allow an address that other machines can reach, though there is neither TLS nor authentication.")
  boolean insecure;
}
