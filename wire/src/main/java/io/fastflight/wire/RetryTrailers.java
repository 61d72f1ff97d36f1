package io.fastflight.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the delay after which a refused call may be made again, in the two places where
 * gRPC clients look for it: the pushback trailer and the {@code RetryInfo} of the error details.
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback">gRPC
 *     A6, pushback</a>
 * @see <a href="https://google.aip.dev/193">AIP-193, errors</a>
 */
final class RetryTrailers {
  private static final Metadata.Key<String> PUSHBACK_MILLIS =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** As bytes: Arrow's C++ servers put there what they like. */
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private RetryTrailers() {}

  /** Writes {@code delay} into the trailers of {@code status}, rounded up to milliseconds. */
  static void put(Metadata trailers, Status status, Duration delay) {
    trailers.put(PUSHBACK_MILLIS, Integer.toString(millis(delay))); // an int32, says gRPC
    RetryInfo retry =
        RetryInfo.newBuilder()
            .setRetryDelay(
                com.google.protobuf.Duration.newBuilder()
                    .setSeconds(delay.toSeconds())
                    .setNanos(delay.toNanosPart()))
            .build();
    com.google.rpc.Status details =
        com.google.rpc.Status.newBuilder()
            .setCode(status.getCode().value())
            .setMessage(String.valueOf(status.getDescription()))
            .addDetails(Any.pack(retry))
            .build();
    trailers.put(DETAILS, details.toByteArray());
  }

  /** Returns the delay a server asks for; empty if it asks for none, or in no way we can read. */
  static Optional<Duration> delay(Metadata trailers) {
    @Nullable String pushback = trailers.get(PUSHBACK_MILLIS);
    return pushback == null ? delayInDetails(trailers) : delayOf(pushback);
  }

  /** A negative number says that no retry helps, and so does, for gRPC, what is no number. */
  private static Optional<Duration> delayOf(String pushback) {
    try {
      int millis = Integer.parseInt(pushback);
      return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    } catch (NumberFormatException foreign) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> delayInDetails(Metadata trailers) {
    byte @Nullable [] details = trailers.get(DETAILS);
    if (details == null) {
      return Optional.empty();
    }
    try {
      for (Any detail : com.google.rpc.Status.parseFrom(details).getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          boolean valid =
              delay.getSeconds() >= 0
                  && delay.getSeconds() <= Integer.MAX_VALUE
                  && delay.getNanos() >= 0
                  && delay.getNanos() < 1_000_000_000;
          return valid
              ? Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()))
              : Optional.empty();
        }
      }
    } catch (InvalidProtocolBufferException foreign) {
      // the details of a server that keeps something else there
    }
    return Optional.empty();
  }

  private static int millis(Duration delay) {
    if (delay.toSeconds() > Integer.MAX_VALUE / 1_000 - 1) {
      return Integer.MAX_VALUE;
    }
    return Math.toIntExact(delay.plusNanos(999_999).toMillis());
  }
}
