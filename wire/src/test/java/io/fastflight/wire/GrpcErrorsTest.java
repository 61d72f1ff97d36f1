package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ServerUnavailableException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each failure of ours is one gRPC status, and comes back as the same class. */
class GrpcErrorsTest {
  private static final String WHERE = "grpc://127.0.0.1:1";

  private static Set<Status.Code> ours() {
    return Arrays.stream(ErrorCode.values()).map(GrpcErrors::grpcCode).collect(Collectors.toSet());
  }

  /** Seen where a connection was closed in one direction: gRPC says UNKNOWN, "channel closed". */
  @Test
  void aConnectionThatClosedIsNoFailureOfTheSource() {
    Status gone =
        Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException());
    assertThat(GrpcErrors.fromStatus(gone, "grpc://a:1").code()).isEqualTo(ErrorCode.UNAVAILABLE);
    Status told =
        Status.UNKNOWN.withDescription("channel closed"); // by the server: no cause travels
    assertThat(GrpcErrors.fromStatus(told, "grpc://a:1").code()).isEqualTo(ErrorCode.SOURCE_FAILED);
  }

  @Test
  void everyCodeHasAStatusOfItsOwn() {
    assertThat(ours()).hasSameSizeAs(ErrorCode.values()).doesNotContain(Status.Code.OK);
  }

  @ParameterizedTest
  @EnumSource
  void everyFailureComesBackAsTheSameClassWithItsText(ErrorCode code) {
    FastFlightException sent = FastFlightException.of(code, "What, and what to do.", null);
    FastFlightException got = GrpcErrors.fromStatus(GrpcErrors.toStatus(sent), WHERE);
    assertThat(got).isExactlyInstanceOf(sent.getClass());
    assertThat(got.getMessage()).contains("What, and what to do.");
    if (code != ErrorCode.UNAVAILABLE) {
      assertThat(got).hasMessage(sent.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyStatusIsSomeFailure(Status.Code code) {
    FastFlightException got = GrpcErrors.fromStatus(Status.fromCode(code), WHERE);
    assertThat(got.getMessage()).contains(WHERE).doesNotContain("null");
    if (ours().contains(code)) {
      assertThat(GrpcErrors.toStatus(got).getCode()).isEqualTo(code);
    } else {
      assertThat(got).isInstanceOf(InternalFaultException.class);
    }
  }

  @Test
  void aStatusOnlyForeignServersSendIsToldByName() {
    EnumSet<Status.Code> foreign = EnumSet.allOf(Status.Code.class);
    foreign.removeAll(ours());
    assertThat(foreign)
        .containsExactlyInAnyOrder(
            Status.Code.OK,
            Status.Code.ABORTED,
            Status.Code.ALREADY_EXISTS,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.OUT_OF_RANGE);
    Status aborted = Status.ABORTED.withDescription("conflict");
    assertThat(GrpcErrors.fromStatus(aborted, WHERE))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage(
            "The server at grpc://127.0.0.1:1 answered with the gRPC status ABORTED: conflict");
    assertThat(GrpcErrors.fromStatus(Status.ABORTED, WHERE))
        .hasMessage("The server at grpc://127.0.0.1:1 answered with the gRPC status ABORTED.");
  }

  @Test
  void aStatusWithoutATextSaysWhereItCameFrom() {
    assertThat(GrpcErrors.fromStatus(Status.NOT_FOUND, WHERE))
        .hasMessage("The call to grpc://127.0.0.1:1 ended with NOT_FOUND and no further word.");
  }

  @Test
  void unavailableSaysWhereAndWhatToDo() {
    assertThat(GrpcErrors.fromStatus(Status.UNAVAILABLE, WHERE))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessage(
            "No answer from grpc://127.0.0.1:1. Check that a server runs there, and try again.");
    assertThat(GrpcErrors.fromStatus(Status.UNAVAILABLE.withDescription("io exception"), WHERE))
        .hasMessage(
            "No answer from grpc://127.0.0.1:1 (io exception). Check that a server runs there, and try again.");
  }

  static Stream<Arguments> failuresOfSockets() {
    return Stream.of(
        arguments(
            new ConnectException("finishConnect(..) failed with error(-111): Connection refused"),
            "Connection refused"),
        arguments(
            new ConnectException("Connection refused: /127.0.0.1:1")
                .initCause(new ConnectException("Connection refused")),
            "Connection refused"),
        arguments(
            new NoRouteToHostException("finishConnect(..) failed: No route to host"),
            "No route to host"),
        arguments(
            new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"),
            "Connection reset by peer"),
        arguments(new FileNotFoundException(), "No such file or directory"),
        arguments(
            new IllegalStateException("wrapped", new IOException("Broken pipe")), "Broken pipe"),
        arguments(new IOException(), "io exception"),
        arguments(new IllegalStateException("not the system's"), "io exception"));
  }

  @ParameterizedTest
  @MethodSource("failuresOfSockets")
  void unavailableSaysWhatTheOperatingSystemSaid(Throwable cause, String said) {
    Status status = Status.UNAVAILABLE.withDescription("io exception").withCause(cause);
    assertThat(GrpcErrors.fromStatus(status, WHERE))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessage(
            "No answer from grpc://127.0.0.1:1 (%s). Check that a server runs there, and try again.",
            said)
        .hasCause(cause);
  }

  @ParameterizedTest
  @CsvSource({
    "db7.invalid: Name or service not known, db7.invalid: Name or service not known",
    "db7.invalid, Unable to resolve host db7.invalid"
  })
  void aNameWithoutAnAddressIsToldWithTheResolversReason(String said, String told) {
    Status status =
        Status.UNAVAILABLE
            .withDescription("Unable to resolve host db7.invalid")
            .withCause(new UnknownHostException(said));
    assertThat(GrpcErrors.fromStatus(status, WHERE)).hasMessageContaining(" (" + told + "). ");
  }

  @Test
  void causesThatGoInACircleAreNoTrap() {
    IOException outer = new IOException();
    outer.initCause(new IOException("Connection refused", outer));
    Status status = Status.UNAVAILABLE.withDescription("io exception").withCause(outer);
    assertThat(GrpcErrors.fromStatus(status, WHERE)).hasMessageContaining("(Connection refused)");
  }

  @Test
  void aStreamThatTheServerGaveUpIsNoCancelOfTheCaller() {
    Status reset =
        Status.CANCELLED.withDescription("RST_STREAM closed stream. HTTP/2 error code: CANCEL");
    assertThat(GrpcErrors.fromStatus(reset, WHERE))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessage(
            "No answer from grpc://127.0.0.1:1 (it gave the stream up, as a server does that is stopped). Check that a server runs there, and try again.");
  }

  @Test
  void aServersOwnReasonIsNotReplaced() {
    Status status =
        Status.UNAVAILABLE.withDescription("going down").withCause(new IOException("Broken pipe"));
    assertThat(GrpcErrors.fromStatus(status, WHERE)).hasMessageContaining(" (going down). ");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, 200, INTERNAL, does not speak gRPC over plain HTTP/2",
    "UNIMPLEMENTED, 404, INTERNAL, does not speak gRPC over plain HTTP/2",
    "INTERNAL, 400, INTERNAL, does not speak gRPC over plain HTTP/2",
    "UNAVAILABLE, 503, UNAVAILABLE, No answer from grpc://127.0.0.1:1 (HTTP status code 503).",
    "UNAUTHENTICATED, 401, UNAUTHENTICATED, was refused with HTTP status code 401 and no gRPC",
    "PERMISSION_DENIED, 403, PERMISSION_DENIED, was refused with HTTP status code 403 and no gRPC"
  })
  void anAnswerOfPlainHttpIsToldWithoutItsHeadersAndBody(
      Status.Code code, int status, ErrorCode expected, String words) {
    String dump =
        "HTTP status code %s\ninvalid content-type: text/html\nheaders: Metadata(server=x)\nDATA--"
            .formatted(status);
    FastFlightException got =
        GrpcErrors.fromStatus(Status.fromCode(code).withDescription(dump), WHERE);
    assertThat(got.code()).isEqualTo(expected);
    assertThat(got.getMessage()).contains(words, WHERE).doesNotContain("Metadata", "\n");
  }

  @Test
  void aPeerThatSpeaksNoHttp2IsNamedAsSuch() {
    Status status =
        Status.INTERNAL.withCause(
            Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "not a frame"));
    assertThat(GrpcErrors.fromStatus(status, WHERE))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage(
            "What answers at grpc://127.0.0.1:1 does not speak gRPC over plain HTTP/2. Check the port, and whether the server wants TLS.");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_999, 2_000, 2_001, 100_000})
  void aLongTextIsCut(int length) {
    String text = "x".repeat(length);
    String sent = GrpcErrors.toStatus(new DataServiceException(text)).getDescription();
    assertThat(sent)
        .isEqualTo(length <= 2_000 ? text : "x".repeat(1_997) + "...")
        .hasSizeLessThanOrEqualTo(2_000);
  }

  @Test
  void onlyCodeAndTextTravel() {
    IllegalStateException secret = new IllegalStateException("secret-4711");
    StatusRuntimeException sent =
        GrpcErrors.toException(new DataServiceException("The source failed.", secret));
    assertThat(sent.getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(sent.getStatus().getCause()).isNull();
    assertThat(sent.getTrailers().keys()).isEmpty();
    assertThat(sent.getMessage()).isEqualTo("UNKNOWN: The source failed.");
  }

  @Test
  void whatAStubThrowsIsTheFailureBehindIt() {
    InvalidParamsException known = new InvalidParamsException("known");
    assertThat(GrpcErrors.fromThrowable(known, WHERE)).isSameAs(known);
    Status missing = Status.NOT_FOUND.withDescription("missing");
    assertThat(GrpcErrors.fromThrowable(missing.asException(), WHERE)).hasMessage("missing");
    assertThat(GrpcErrors.fromThrowable(missing.asRuntimeException(), WHERE)).hasMessage("missing");
    assertThat(GrpcErrors.fromThrowable(new IllegalStateException("odd"), WHERE))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage("The call to grpc://127.0.0.1:1 failed.")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCancelOfGrpcsForAnUnreadableMessageIsTheRefusal() {
    StatusRuntimeException refusal =
        Status.RESOURCE_EXHAUSTED.withDescription("no memory").asRuntimeException();
    Status cancelled = Status.CANCELLED.withDescription("Failed to read message.");
    assertThat(GrpcErrors.fromStatus(cancelled.withCause(refusal), WHERE)).hasMessage("no memory");
    assertThat(GrpcErrors.fromStatus(cancelled, WHERE)).isInstanceOf(CallCancelledException.class);
  }

  @Test
  void grpcsOwnLimitsAreToldInOurWords() {
    Status status =
        Status.RESOURCE_EXHAUSTED.withDescription(
            "gRPC message exceeds maximum size 1048576: 2097152");
    assertThat(GrpcErrors.fromStatus(status, WHERE))
        .hasMessage(
            "A message between here and grpc://127.0.0.1:1 is over what its receiver takes: 1048576: 2097152 bytes. A ticket has at most 256 KiB. A client takes record batches up to TransportConfig.maxMessageBytes: raise it, or ask for fewer rows a batch.");
  }
}
