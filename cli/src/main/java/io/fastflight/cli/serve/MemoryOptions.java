package io.fastflight.cli.serve;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.engine.MemoryLimits;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how much memory requests may hold. */
public final class MemoryOptions {
  private static final String IN_FLIGHT = "--max-memory-in-flight";
  private static final String REQUEST = "--max-request-memory";

  @Option(
      names = IN_FLIGHT,
      paramLabel = "SIZE",
      description =
          "While more than this is in flight, a new request waits for 2 s and is then refused: 512MiB, 4GiB. Default: half of -XX:MaxDirectMemorySize, or of the largest heap.")
  Optional<String> maxInFlight = Optional.empty();

  @Option(
      names = REQUEST,
      paramLabel = "SIZE",
      description =
          "A request that holds more than this fails: 256MiB. Default: 1GiB, or all that may be in flight if that is less.")
  Optional<String> maxRequest = Optional.empty();

  /**
   * Returns the limits they ask for.
   *
   * @throws WrongUsageException if one is no size, or a request may hold more than all together
   */
  MemoryLimits limits() {
    MemoryLimits.Builder limits = MemoryLimits.builder();
    maxInFlight.ifPresent(text -> limits.maxBytesInFlight(ByteSize.parse(IN_FLIGHT, text)));
    maxRequest.ifPresent(text -> limits.maxRequestBytes(ByteSize.parse(REQUEST, text)));
    try {
      return limits.build();
    } catch (IllegalArgumentException moreThanAll) {
      throw new WrongUsageException(
          "%s and %s: %s".formatted(IN_FLIGHT, REQUEST, moreThanAll.getMessage()), moreThanAll);
    }
  }
}
