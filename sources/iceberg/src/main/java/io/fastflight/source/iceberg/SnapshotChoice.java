package io.fastflight.source.iceberg;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Says which state of a table is read. */
public sealed interface SnapshotChoice {

  /** The newest snapshot of the main branch. */
  record Current() implements SnapshotChoice {}

  /** One snapshot. */
  record Id(long snapshotId) implements SnapshotChoice {}

  /**
   * The snapshot that was current at a moment.
   *
   * @param moment counted in whole milliseconds, as Iceberg does
   */
  record AsOf(Instant moment) implements SnapshotChoice {
    /** Checks for null. */
    public AsOf {
      requireNonNull(moment, "moment");
    }
  }

  /**
   * What a branch or a tag points to.
   *
   * @param name of the branch or tag
   */
  record Ref(String name) implements SnapshotChoice {
    /** Checks for null. */
    public Ref {
      requireNonNull(name, "name");
    }
  }

  /** Returns the newest snapshot of the main branch. */
  static SnapshotChoice current() {
    return new Current();
  }

  /** Returns one snapshot. */
  static SnapshotChoice id(long snapshotId) {
    return new Id(snapshotId);
  }

  /** Returns the snapshot that was current at {@code moment}. */
  static SnapshotChoice asOf(Instant moment) {
    return new AsOf(moment);
  }

  /** Returns what a branch or a tag points to. */
  static SnapshotChoice ref(String name) {
    return new Ref(name);
  }
}
