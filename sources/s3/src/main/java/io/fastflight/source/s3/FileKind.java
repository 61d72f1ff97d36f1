package io.fastflight.source.s3;

import io.fastflight.source.duckdb.FileFormats;
import java.nio.file.Path;
import java.util.Locale;

/** Names who reads a file. */
enum FileKind {
  /** Parquet, CSV, JSON. */
  DUCKDB,
  /** Arrow IPC. */
  ARROW;

  /**
   * Returns who reads the objects of {@code key}, by what it ends in.
   *
   * @throws IllegalArgumentException for an ending that is not known
   */
  static FileKind of(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.endsWith(".arrow") || name.endsWith(".arrows")) {
      return ARROW;
    }
    String unused = FileFormats.reader(Path.of(name));
    return DUCKDB;
  }
}
