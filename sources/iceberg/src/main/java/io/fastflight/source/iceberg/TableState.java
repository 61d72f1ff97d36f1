package io.fastflight.source.iceberg;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.util.ThreadPools;

/**
 * Names a state of a table: what a snapshot of a request and the token of a slice hold.
 *
 * @param table its UUID
 * @param snapshotId of the snapshot, {@link #EMPTY} for a table without one
 * @param schemaId which of the table's schemas the columns come from
 */
record TableState(String table, long snapshotId, int schemaId) {
  /**
   * In which order Iceberg plans files: where they are very many, it depends on the number of
   * processors.
   */
  private static final int PLANNING = ThreadPools.WORKER_THREAD_POOL_SIZE;

  /** The snapshot of a table into which nothing was written yet. */
  static final long EMPTY = -1;

  private static final Pattern FORM =
      Pattern.compile("([0-9a-f-]{36});(-1|[0-9]{1,19});([0-9]{1,9});([0-9]{1,9})");

  /** Returns it as text. */
  String name() {
    return "%s;%s;%s;%s".formatted(table, snapshotId, schemaId, PLANNING);
  }

  /** Reads what {@link #name} wrote, where files are planned alike; empty for any other text. */
  static Optional<TableState> parse(String name) {
    Matcher form = FORM.matcher(name);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Integer.parseInt(form.group(4)) == PLANNING
          ? Optional.of(
              new TableState(
                  form.group(1), Long.parseLong(form.group(2)), Integer.parseInt(form.group(3))))
          : Optional.empty();
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }
}
