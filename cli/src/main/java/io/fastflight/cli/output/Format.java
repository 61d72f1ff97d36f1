package io.fastflight.cli.output;

import io.fastflight.text.CsvForm;
import io.fastflight.text.NdjsonForm;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Names the forms a result can be written in. */
public enum Format {
  /** Aligned columns for people: the first rows, and how many there are in all. */
  TABLE,
  /** RFC 4180 with a header. */
  CSV,
  /** One JSON object per row. */
  NDJSON,
  /** An Arrow IPC stream. */
  ARROW;

  /** Returns the format that a file's name says, by its extension. */
  public static Optional<Format> byName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> Optional.of(CSV);
      case "ndjson", "jsonl" -> Optional.of(NDJSON);
      case "arrow", "arrows" -> Optional.of(ARROW);
      default -> Optional.empty();
    };
  }

  /**
   * Returns a writer of this format.
   *
   * @param out borrowed; written in pieces of some size, so it needs no buffer of its own
   * @param maxRows how many rows a table shows; the other formats write all
   */
  public ResultWriter writer(OutputStream out, int maxRows) {
    return switch (this) {
      case TABLE -> new TableWriter(out, maxRows);
      case CSV -> new RowsWriter(out, new CsvForm(CsvForm.Options.DEFAULT));
      case NDJSON -> new RowsWriter(out, new NdjsonForm());
      case ARROW -> new ArrowWriter(out);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
