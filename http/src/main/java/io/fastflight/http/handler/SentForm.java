package io.fastflight.http.handler;

import io.fastflight.error.ErrorCode;
import java.util.Set;

/** Looks whether a body is said to be in a form that is read: JSON, not compressed. */
final class SentForm {
  /** Beside what ends in {@code +json}: what clients call a text that they were told nothing of. */
  private static final Set<String> READ =
      Set.of(
          "application/json",
          "text/json",
          "text/plain",
          "application/octet-stream",
          "application/x-www-form-urlencoded"); // curl's -d

  private SentForm() {}

  /**
   * Passes a body without a type, for it is read as JSON.
   *
   * @throws RefusedCallException with status 415
   */
  static void requireReadable(HttpCall call) {
    String type = call.header("content-type").orElse("");
    if (!HeaderElement.list(type).stream().allMatch(SentForm::isRead)) {
      throw refused(
          "A request must be JSON, 'Content-Type: application/json', was '%s'."
              .formatted(HttpAnswer.shown(type)),
          "accept-post",
          "application/json");
    }
    String coding = call.header("content-encoding").orElse("");
    if (!HeaderElement.list(coding).stream().allMatch(it -> it.value().equals("identity"))) {
      throw refused(
          "A request must not be compressed, was 'Content-Encoding: %s'. Send it as it is."
              .formatted(HttpAnswer.shown(coding)),
          "accept-encoding",
          "identity");
    }
  }

  private static boolean isRead(HeaderElement type) {
    return READ.contains(type.value()) || type.value().endsWith("+json");
  }

  /** Returns the refusal with the header that says what would be taken. */
  private static RefusedCallException refused(String message, String header, String taken) {
    return new RefusedCallException(
        HttpAnswer.failed(HttpStatuses.UNSUPPORTED_MEDIA_TYPE, ErrorCode.INVALID_ARGUMENT, message)
            .with(header, taken));
  }
}
