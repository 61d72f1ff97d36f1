package io.fastflight.cli.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ReadProgress;
import io.fastflight.batch.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Holds what one read through one door moved, and how long it took.
 *
 * @param what was read
 * @param door it came through
 * @param rowCount how many rows arrived
 * @param byteCount the size of their Arrow buffers
 * @param seconds from the request to the last row
 */
record Measured(String what, String door, long rowCount, long byteCount, double seconds) {

  /** Holds a table, owned by whoever asked for it, and what reading it took. */
  record Fetched(Table table, Measured measured) {}

  /** Reads a whole table. */
  static Fetched table(String what, String door, Supplier<Table> read) {
    long startNanos = System.nanoTime();
    Table table = read.get();
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    long bytes = table.batches().stream().mapToLong(ReadProgress::bytesOf).sum();
    return new Fetched(table, new Measured(what, door, table.rowCount(), bytes, seconds));
  }

  /** Reads a stream to its end and keeps nothing of it. */
  static Measured stream(String what, String door, Supplier<BatchReader> open) {
    long startNanos = System.nanoTime();
    long rows = 0;
    long bytes = 0;
    try (BatchReader reader = open.get()) {
      while (reader.next()) {
        rows += reader.batch().getRowCount();
        bytes += ReadProgress.bytesOf(reader.batch());
      }
    }
    return new Measured(what, door, rows, bytes, (System.nanoTime() - startNanos) / 1e9);
  }

  /** Returns the row of a table: what, door, rows, megabytes, seconds, megabytes a second. */
  List<String> cells() {
    double megabytes = byteCount / 1e6;
    return List.of(
        what,
        door,
        String.format(Locale.ROOT, "%,d", rowCount),
        String.format(Locale.ROOT, "%,.1f", megabytes),
        String.format(Locale.ROOT, "%.2f", seconds),
        String.format(Locale.ROOT, "%,.0f", megabytes / seconds));
  }
}
