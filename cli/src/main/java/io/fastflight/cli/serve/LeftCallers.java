package io.fastflight.cli.serve;

import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps gRPC from logging a warning and a stack trace for every open stream of a caller that left.
 *
 * <p>Callers leave all the time, and the server has ended their requests as it should. Whatever
 * else gRPC says is logged.
 */
final class LeftCallers {
  /** Netty's words for a stream whose connection is gone. */
  private static final String GONE = "Stream closed before write could take place";

  /** Kept here: the JVM forgets a logger, and its filter, that nobody refers to. */
  private static final Logger STREAMS = Logger.getLogger("io.grpc.netty.NettyServerHandler");

  private LeftCallers() {}

  /** Holds for the whole process. */
  static void silence() {
    STREAMS.setFilter(LeftCallers::isNews);
  }

  private static boolean isNews(LogRecord logged) {
    Throwable thrown = logged.getThrown();
    return thrown == null || !GONE.equals(thrown.getMessage());
  }
}
