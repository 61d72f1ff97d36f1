package io.fastflight.cli;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sets up the log, before the first logger is made: warnings go to standard error. */
final class Logging {
  private static final String SIMPLE_LOGGER = "org.slf4j.simpleLogger.";

  /**
   * gRPC warns here, with a stack trace, of each try to find the address of a name. Whoever called
   * is told of it. Kept, since the JDK forgets the level of a logger that nobody holds.
   */
  private static final Logger GRPC_CHANNELS =
      Logger.getLogger("io.grpc.internal.ManagedChannelImpl");

  /**
   * gRPC tells here, with a stack trace, of each connection that speaks something else than this
   * port: anyone could fill the log.
   */
  private static final Logger GRPC_CONNECTIONS =
      Logger.getLogger("io.grpc.netty.NettyServerTransport.connections");

  private Logging() {}

  static void configure(boolean verbose) {
    GRPC_CHANNELS.setLevel(verbose ? null : Level.SEVERE);
    GRPC_CONNECTIONS.setLevel(verbose ? null : Level.WARNING);
    Map.of(
            "defaultLogLevel", verbose ? "info" : "warn",
            "log.com.linecorp.armeria", verbose ? "info" : "error", // as gRPC's connections
            "showDateTime", "true",
            "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            "showThreadName", "false",
            "logFile", "System.err")
        .forEach((key, value) -> System.getProperties().putIfAbsent(SIMPLE_LOGGER + key, value));
  }
}
