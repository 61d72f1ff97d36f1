package io.fastflight.records;

/** Says that a value of a row does not fit its component; whoever knows the row adds it. */
final class BadValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadValueException(String message) {
    super(message, null, false, false);
  }

  static BadValueException nullIn(String column) {
    return new BadValueException(
        "column '%s' is null, which its component cannot be: make it Optional or a boxed type"
            .formatted(column));
  }
}
