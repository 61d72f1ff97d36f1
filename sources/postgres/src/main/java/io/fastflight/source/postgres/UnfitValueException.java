package io.fastflight.source.postgres;

import java.io.IOException;

/** Says that a value is one its Arrow type does not hold; told with the column's name. */
final class UnfitValueException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates it.
   *
   * @param holds what the column holds, to read after "Column 'x' holds"
   */
  UnfitValueException(String holds) {
    super(holds);
  }
}
