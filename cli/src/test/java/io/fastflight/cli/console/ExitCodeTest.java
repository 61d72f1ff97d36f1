package io.fastflight.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT,3",
    "NOT_FOUND,3",
    "UNAUTHENTICATED,3",
    "PERMISSION_DENIED,3",
    "CANCELLED,1",
    "DEADLINE_EXCEEDED,1",
    "UNAVAILABLE,1",
    "RESOURCE_EXHAUSTED,1",
    "UNIMPLEMENTED,1",
    "SOURCE_FAILED,1",
    "INCOMPLETE,4",
    "INTERNAL,1"
  })
  void eachErrorCodeHasItsExitCode(ErrorCode code, int expected) {
    assertThat(ExitCode.of(FastFlightException.of(code, "m", null))).isEqualTo(expected);
  }

  @Test
  void aConnectionLostAfterRowsIsAnIncompleteStream() {
    FastFlightException lost = FastFlightException.of(ErrorCode.UNAVAILABLE, "m", null);
    assertThat(ExitCode.of(lost.afterRows(0))).isEqualTo(1);
    assertThat(ExitCode.of(lost.afterRows(1))).isEqualTo(4);
  }

  @Test
  void whatTheServerDidNotSayHasItsExitCodeToo() {
    assertThat(ExitCode.of(new WrongUsageException("m"))).isEqualTo(2);
    assertThat(ExitCode.of(new ReaderGoneException(new IOException("Broken pipe")))).isEqualTo(141);
    assertThat(ExitCode.of(new IOException("No space left on device"))).isEqualTo(1);
    assertThat(ExitCode.of(new IllegalStateException("m"))).isEqualTo(1);
  }
}
