package io.fastflight.cli.serve;

import io.fastflight.cli.console.WrongUsageException;
import java.util.List;
import picocli.CommandLine.ParseResult;

/**
 * Refuses options of {@code start-rest-server} that would do nothing, rather than let somebody
 * believe that they act.
 */
final class IdleOptions {
  private static final List<String> OF_TICKETS = List.of("--direct-tickets", "--ticket-lifetime");
  private static final List<String> OF_PARAMS = List.of("--audit-parameters", "--audit-key");
  private static final List<String> OF_A_BRIDGE =
      List.of("--flight-location", "--trusted-location", "--resilience-preset");

  private IdleOptions() {}

  /**
   * Checks what was given.
   *
   * @param ownServices whether a file's services are served, and no Flight server's
   * @throws WrongUsageException with the first that is of no use
   */
  static void refuse(ParseResult given, boolean ownServices) {
    refuse(
        given,
        OF_TICKETS,
        "is for tickets, and a server without a Flight door makes none. Give it to the Flight server.");
    if (!given.hasMatchedOption("--oidc-issuer")) {
      refuse(
          given,
          List.of("--ticket-keys"),
          "seals what a provider sends back with --oidc-issuer, which is missing; tickets are of the Flight server.");
    }
    if (ownServices) {
      refuse(
          given,
          OF_A_BRIDGE,
          "is for a Flight server behind this one, and with --config there is none. Leave one of them out.");
    } else {
      refuse(
          given,
          OF_PARAMS,
          "is for parameters, which are known where services are. Give it to the Flight server, or serve a file by --config.");
      refuse(given, List.of("--watch"), "needs --config.");
    }
  }

  private static void refuse(ParseResult given, List<String> options, String why) {
    for (String option : options) {
      if (given.hasMatchedOption(option)) {
        throw new WrongUsageException(option + " " + why);
      }
    }
  }
}
