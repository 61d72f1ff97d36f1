package io.fastflight.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at what a failure came from. */
final class Causes {
  /** Far more than there ever are; causes can go in a circle. */
  private static final int MAX_CAUSES = 20;

  private Causes() {}

  /** Returns {@code failure} and its causes, the outermost first; nothing if there is none. */
  static List<Throwable> of(@Nullable Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable each = failure;
        each != null && chain.size() < MAX_CAUSES;
        each = each.getCause()) {
      chain.add(each);
    }
    return chain;
  }
}
