package io.fastflight.records;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** The validity bits of one vector, looked at only if one of them says null. */
final class Validity {
  private @Nullable ArrowBuf bits;

  void bind(FieldVector vector) {
    bits = vector.getNullCount() == 0 ? null : vector.getValidityBuffer();
  }

  boolean isNull(int row) {
    ArrowBuf current = bits;
    return current != null && (current.getByte(row >> 3) >> (row & 7) & 1) == 0;
  }
}
