package io.fastflight.source.iceberg;

import io.fastflight.error.InvalidParamsException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one slice: every file of a state is dealt to one of {@code count} slices.
 *
 * @param index 0..count - 1
 * @param count how many slices there are, 1..{@link #MAX_COUNT}
 */
record SliceToken(TableState state, int index, int count) {
  /** The most slices of a plan. */
  static final int MAX_COUNT = 4_096;

  private static final Pattern FORM = Pattern.compile("(.+)/([0-9]{1,4})/([0-9]{1,4})");

  /** Returns it as text. */
  String text() {
    return "%s/%s/%s".formatted(state.name(), index, count);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws InvalidParamsException for any other text
   */
  static SliceToken parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      int index = Integer.parseInt(form.group(2));
      int count = Integer.parseInt(form.group(3));
      TableState state = TableState.parse(form.group(1)).orElse(null);
      if (state != null && count >= 1 && count <= MAX_COUNT && index < count) {
        return new SliceToken(state, index, count);
      }
    }
    throw new InvalidParamsException(
        "'_slice' was not made by this service. Use a ticket from GetFlightInfo.");
  }
}
