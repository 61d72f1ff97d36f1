package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.DebugInfo;
import com.google.rpc.RetryInfo;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ResourceExhaustedException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The delay after which to try again survives the way to a client, ours or another's. */
class RetryTrailersTest {
  private static final String WHERE = "grpc://127.0.0.1:1";
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static FastFlightException received(FastFlightException sent) {
    return GrpcErrors.fromStatus(GrpcErrors.toStatus(sent), GrpcErrors.toTrailers(sent), WHERE);
  }

  private static Optional<Duration> delay(Metadata trailers) {
    FastFlightException got = GrpcErrors.fromStatus(Status.RESOURCE_EXHAUSTED, trailers, WHERE);
    return ((ResourceExhaustedException) got).retryDelay();
  }

  private static Metadata details(com.google.protobuf.Message detail) {
    Metadata trailers = new Metadata();
    trailers.put(
        DETAILS,
        com.google.rpc.Status.newBuilder().addDetails(Any.pack(detail)).build().toByteArray());
    return trailers;
  }

  private static RetryInfo retry(long seconds, int nanos) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            com.google.protobuf.Duration.newBuilder().setSeconds(seconds).setNanos(nanos))
        .build();
  }

  @Test
  void ourClientGetsTheDelayAndTheText() {
    FastFlightException got =
        received(new ResourceExhaustedException("Full; try again.", Duration.ofMillis(1_500)));
    assertThat(got).hasMessage("Full; try again.");
    assertThat(((ResourceExhaustedException) got).retryDelay()).hasValue(Duration.ofMillis(1_500));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0",
    "PT0.000000001S, 1",
    "PT0.001S, 1",
    "PT0.0010001S, 2",
    "PT1H, 3600000",
    "PT596H, 2145600000",
    "PT597H, 2147483647"
  })
  void thePushbackIsInWholeMillisecondsRoundedUpAndFitsAnInt32(Duration delay, String millis) {
    FastFlightException sent = new ResourceExhaustedException("Full.", delay);
    assertThat(GrpcErrors.toTrailers(sent).get(PUSHBACK)).isEqualTo(millis);
  }

  @Test
  void foreignClientsFindItInTheErrorDetails() throws Exception {
    StatusRuntimeException thrown =
        GrpcErrors.toException(
            new ResourceExhaustedException("Full; try again.", Duration.ofMillis(1_500)));
    com.google.rpc.Status details = StatusProto.fromThrowable(thrown);
    assertThat(details.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    assertThat(details.getMessage()).isEqualTo("Full; try again.");
    assertThat(details.getDetailsList()).hasSize(1);
    assertThat(details.getDetails(0).unpack(RetryInfo.class)).isEqualTo(retry(1, 500_000_000));
  }

  @ParameterizedTest
  @EnumSource
  void aFailureWithoutADelayHasNoTrailers(ErrorCode code) {
    FastFlightException sent = FastFlightException.of(code, "What.", null);
    assertThat(GrpcErrors.toTrailers(sent).keys()).isEmpty();
    assertThat(received(sent)).isExactlyInstanceOf(sent.getClass());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "soon", "", "2147483648", "1.5"})
  void aPushbackThatIsNoDelayIsNone(String pushback) {
    Metadata trailers = details(retry(1, 0)); // even then: gRPC says the pushback decides
    trailers.put(PUSHBACK, pushback);
    assertThat(delay(trailers)).isEmpty();
  }

  @Test
  void theDetailsOfForeignServersAreReadWhereThereIsNoPushback() {
    assertThat(delay(details(retry(1, 500_000_000)))).hasValue(Duration.ofMillis(1_500));
    assertThat(delay(details(DebugInfo.newBuilder().setDetail("x").build()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "0, 1000000000", "9223372036854775807, 0"})
  void aDelayOutOfRangeIsNone(long seconds, int nanos) {
    assertThat(delay(details(retry(seconds, nanos)))).isEmpty();
  }

  @Test
  void detailsThatAreNoStatusAreNotMinded() {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, "what an Arrow server in C++ says".getBytes(StandardCharsets.UTF_8));
    assertThat(delay(trailers)).isEmpty();
  }

  @Test
  void onlyLimitsHaveADelay() {
    Metadata trailers = new Metadata();
    trailers.put(PUSHBACK, "5");
    assertThat(GrpcErrors.fromStatus(Status.INVALID_ARGUMENT, trailers, WHERE))
        .isInstanceOf(InvalidParamsException.class);
    assertThat(GrpcErrors.fromStatus(Status.ABORTED, trailers, WHERE))
        .isInstanceOf(InternalFaultException.class);
  }

  @Test
  void whatAStubThrowsKeepsItsDelay() {
    StatusRuntimeException thrown =
        GrpcErrors.toException(new ResourceExhaustedException("Full.", Duration.ofSeconds(2)));
    FastFlightException got = GrpcErrors.fromThrowable(thrown, WHERE);
    assertThat(((ResourceExhaustedException) got).retryDelay()).hasValue(Duration.ofSeconds(2));
  }
}
