package io.fastflight.cli;

import java.util.Map;

/** Sets up the log, before the first logger is made: warnings go to standard error. */
final class Logging {
  private static final String SIMPLE_LOGGER = "org.slf4j.simpleLogger.";

  private Logging() {}

  static void configure(boolean verbose) {
    Map.of(
            "defaultLogLevel", verbose ? "info" : "warn",
            "showDateTime", "true",
            "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            "showThreadName", "false",
            "logFile", "System.err")
        .forEach((key, value) -> System.getProperties().putIfAbsent(SIMPLE_LOGGER + key, value));
  }
}
