package io.fastflight.source.duckdb;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Knows how DuckDB reads a file, by what its name ends in. */
public final class FileFormats {
  private static final Map<String, String> READERS =
      Map.of(
          "parquet", "read_parquet",
          "csv", "read_csv",
          "tsv", "read_csv",
          "json", "read_json",
          "ndjson", "read_ndjson",
          "jsonl", "read_ndjson");

  private FileFormats() {}

  /**
   * Returns the table function for {@code files}; {@code .gz} and {@code .zst} behind the ending do
   * not matter.
   *
   * @throws IllegalArgumentException for any other ending; the message lists those that are known
   */
  public static String reader(Path files) {
    String name = String.valueOf(files.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.replaceFirst("\\.(gz|zst)$", "").replaceFirst(".*\\.", "");
    @Nullable String reader = READERS.get(ending);
    if (reader == null) {
      throw new IllegalArgumentException(
          "Files to read must end in .%s, was '%s'.%s"
              .formatted(
                  String.join(", .", new TreeSet<>(READERS.keySet())),
                  name,
                  IpcTable.reads(files)
                      ? " Arrow files can be a table of the source, or be served whole by the kind arrow-file."
                      : ""));
    }
    return reader;
  }
}
