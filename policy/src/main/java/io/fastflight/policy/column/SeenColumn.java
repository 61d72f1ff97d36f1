package io.fastflight.policy.column;

import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * One column of what a caller sees.
 *
 * @param source the column it is made of
 * @param field as it is seen
 * @param mask what is done to it, if anything
 * @param decoded whether it is taken out of its dictionary
 */
record SeenColumn(int source, Field field, Optional<Mask> mask, boolean decoded) {
  boolean asItIs() {
    return mask.isEmpty() && !decoded;
  }

  /** Returns whether values of the source are needed to make it. */
  boolean needsSource() {
    return !(mask.isPresent()
        && (mask.get() instanceof Mask.Null || mask.get() instanceof Mask.Constant));
  }
}
