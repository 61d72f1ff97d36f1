package io.fastflight.testkit;

import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** A test's root allocator, which must be empty when the test ends. */
final class CheckedAllocator {
  /** Enough for the first few stacks of Arrow's debug listing, which can have thousands. */
  private static final int MAX_LISTING_CHARS = 8_000;

  private final String owner;
  private final RootAllocator allocator = new RootAllocator();

  CheckedAllocator(String owner) {
    this.owner = owner;
  }

  BufferAllocator allocator() {
    return allocator;
  }

  /** Closes the allocator, or says what is still held after {@code patience}. */
  void requireReleased(Duration patience) {
    if (Settling.last(patience, this::released, released -> released)) {
      allocator.close();
      return;
    }
    String children =
        allocator.getChildAllocators().stream()
            .map(child -> "'" + child.getName() + "' with " + child.getAllocatedMemory() + " bytes")
            .sorted()
            .collect(Collectors.joining(", "));
    AssertionError leak =
        new AssertionError(
            "%s left %s bytes of Arrow memory allocated. Open child allocators: %s.%n%s"
                .formatted(
                    owner,
                    allocator.getAllocatedMemory(),
                    children.isEmpty() ? "none" : children,
                    listing()));
    try {
      allocator.close();
    } catch (RuntimeException sameLeak) {
      // Arrow says the same again; the allocator is closed all the same
    }
    throw leak;
  }

  private boolean released() {
    return allocator.getAllocatedMemory() == 0 && allocator.getChildAllocators().isEmpty();
  }

  private String listing() {
    String listing = allocator.toVerboseString();
    return listing.length() <= MAX_LISTING_CHARS
        ? listing
        : listing.substring(0, MAX_LISTING_CHARS) + "...";
  }
}
