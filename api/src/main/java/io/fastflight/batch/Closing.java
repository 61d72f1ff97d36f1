package io.fastflight.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Closes many things in order, whatever happens; the first failure is thrown, the rest are
 * suppressed in it.
 */
final class Closing {
  private Closing() {}

  static void all(List<? extends AutoCloseable> owned) {
    @Nullable RuntimeException first = null;
    for (AutoCloseable resource : owned) {
      try {
        resource.close();
      } catch (Exception failure) {
        if (first == null) {
          first =
              failure instanceof RuntimeException unchecked
                  ? unchecked
                  : new IllegalStateException("Closing " + resource + " failed.", failure);
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
