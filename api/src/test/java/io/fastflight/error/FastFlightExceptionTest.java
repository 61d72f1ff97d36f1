package io.fastflight.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FastFlightExceptionTest {
  @ParameterizedTest
  @EnumSource
  void eachCodeHasAnExceptionOfItsOwn(ErrorCode code) {
    IllegalStateException cause = new IllegalStateException("cause");
    FastFlightException failure = FastFlightException.of(code, "what failed", cause);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessage("what failed").hasCause(cause);
    assertThat(failure.rowsDelivered()).isEmpty();
  }

  @Test
  void noTwoCodesShareAnException() {
    assertThat(Arrays.stream(ErrorCode.values()))
        .extracting(code -> FastFlightException.of(code, "", null).getClass().getName())
        .doesNotHaveDuplicates()
        .hasSize(FastFlightException.class.getPermittedSubclasses().length);
  }

  @Test
  void onlyFailuresOfTheMomentAreRetryable() {
    assertThat(Arrays.stream(ErrorCode.values()))
        .filteredOn(code -> FastFlightException.of(code, "", null).retryable())
        .containsExactly(ErrorCode.UNAVAILABLE);
    assertThat(new ResourceExhaustedException("full", Duration.ZERO).retryable()).isTrue();
  }

  @Test
  void rowsDeliveredAreRemembered() {
    FastFlightException failure = new IncompleteStreamException("cut");
    assertThat(failure.afterRows(7)).isSameAs(failure);
    assertThat(failure.rowsDelivered()).hasValue(7);
  }

  @Test
  void negativeRowsAreRefused() {
    assertThatThrownBy(() -> new IncompleteStreamException("cut").afterRows(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rowCount must be 0 or more, was -1.");
  }

  @Test
  void severalFaultsMakeOneMessage() {
    InvalidParamsException invalid =
        new InvalidParamsException(
            "demo.echo", List.of("rows must be 1..2, was 3", "x is missing"));
    assertThat(invalid).hasMessage("demo.echo: rows must be 1..2, was 3; x is missing.");
    assertThat(invalid.faults()).containsExactly("rows must be 1..2, was 3", "x is missing");
  }

  @Test
  void theRetryDelayOfALimitStaysWhenRowsAreNoted() {
    ResourceExhaustedException limit =
        new ResourceExhaustedException("full", Duration.ofMillis(1_500));
    assertThat(limit.afterRows(7)).isSameAs(limit);
    assertThat(limit.retryDelay()).hasValue(Duration.ofMillis(1_500));
    assertThat(new ResourceExhaustedException("full", Duration.ZERO).retryDelay())
        .hasValue(Duration.ZERO);
  }

  @Test
  void aLimitNoRetryHelpsAgainstHasNoDelay() {
    assertThat(new ResourceExhaustedException("too large").retryDelay()).isEmpty();
    IllegalStateException cause = new IllegalStateException("cause");
    assertThat(new ResourceExhaustedException("too large", cause).retryDelay()).isEmpty();
  }

  @Test
  void aNegativeRetryDelayIsRefused() {
    assertThatThrownBy(() -> new ResourceExhaustedException("full", Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("retryDelay must be 0 or more, was PT-0.001S. Leave it out if no retry helps.");
  }

  @Test
  void aLimitKeepsItsDelayInAnObjectStream() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ResourceExhaustedException("full", Duration.ofSeconds(3)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((ResourceExhaustedException) in.readObject()).retryDelay())
          .hasValue(Duration.ofSeconds(3));
    }
  }
}
