package io.fastflight.http.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpStatusesTest {

  @Test
  void everyCodeHasAStatusOfItsOwn() {
    assertThat(Arrays.stream(ErrorCode.values()).map(HttpStatuses::of))
        .doesNotHaveDuplicates()
        .allMatch(status -> status >= 400 && status <= 599);
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, 400", "UNAUTHENTICATED, 401", "PERMISSION_DENIED, 403", "NOT_FOUND, 404",
    "RESOURCE_EXHAUSTED, 429", "CANCELLED, 499", "INTERNAL, 500", "UNIMPLEMENTED, 501",
    "SOURCE_FAILED, 502", "UNAVAILABLE, 503", "DEADLINE_EXCEEDED, 504", "INCOMPLETE, 520"
  })
  void failureIsToldByCodeMessageAndWhetherToTryAgain(ErrorCode code, int status) {
    HttpAnswer answer = HttpAnswer.of(FastFlightException.of(code, "What \"and\" why.", null));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":{\"code\":\"%s\",\"message\":\"What \\\"and\\\" why.\",\"retryable\":%s}}"
                .formatted(code, code == ErrorCode.UNAVAILABLE));
  }

  @Test
  void longMessageIsCut() {
    HttpAnswer answer =
        HttpAnswer.of(FastFlightException.of(ErrorCode.INTERNAL, "x".repeat(5_000), null));
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("x".repeat(1_997) + "...\"");
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0, 0", "PT0.000000001S, 1, 1", "PT1S, 1, 1000", "PT1.0005S, 2, 1001"})
  void theDelayOfALimitIsToldInSecondsAndMillisecondsRoundedUp(
      Duration delay, String seconds, long millis) {
    HttpAnswer answer = HttpAnswer.of(new ResourceExhaustedException("Full.", delay));
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.headers()).containsEntry("retry-after", seconds);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":{\"code\":\"RESOURCE_EXHAUSTED\",\"message\":\"Full.\",\"retryable\":true,\"retryAfterMillis\":%s}}"
                .formatted(millis));
  }

  @Test
  void aLimitNoRetryHelpsAgainstHasNoRetryAfter() {
    assertThat(HttpAnswer.of(new ResourceExhaustedException("Too large.")).headers())
        .doesNotContainKey("retry-after");
  }
}
