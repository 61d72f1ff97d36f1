package io.fastflight.batch;

import io.fastflight.error.InvalidParamsException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Says which part of a result is wanted: some of its columns, its first rows, or all.
 *
 * @param columns names in the order they are wanted, each once; empty for all
 * @param rowLimit the most rows, 0 for the schema alone; empty for all
 */
public record Selection(List<String> columns, OptionalLong rowLimit) {
  /** What a request can carry beside its params. */
  private static final int MAX_NAME_BYTES = 8 * 1024;

  private static final Selection ALL = new Selection(List.of(), OptionalLong.empty());

  /**
   * Checks the names and the number.
   *
   * @throws InvalidParamsException if a name comes twice, holds U+0000, all are over 8 KiB, or the
   *     limit is negative
   */
  public Selection {
    columns = List.copyOf(columns);
    Set<String> seen = new HashSet<>();
    int bytes = 0;
    for (String name : columns) {
      if (!seen.add(name)) {
        throw new InvalidParamsException(
            "The column '%s' is asked for twice. Name each once.".formatted(shown(name)));
      }
      if (name.indexOf('\0') >= 0) {
        throw new InvalidParamsException("The name of a column cannot hold U+0000.");
      }
      bytes += name.getBytes(StandardCharsets.UTF_8).length + 1;
    }
    if (bytes > MAX_NAME_BYTES) {
      throw new InvalidParamsException(
          "The names of the columns asked for must have at most %s bytes together, had %s. Ask for all, by naming none."
              .formatted(MAX_NAME_BYTES, bytes));
    }
    if (rowLimit.isPresent() && rowLimit.getAsLong() < 0) {
      throw new InvalidParamsException(
          "The row limit must be 0 or more, was %s.".formatted(rowLimit.getAsLong()));
    }
  }

  /** Returns the selection of everything. */
  public static Selection all() {
    return ALL;
  }

  /** Returns whether nothing is left out. */
  public boolean isAll() {
    return columns.isEmpty() && rowLimit.isEmpty();
  }

  /** Returns the same with these columns only. */
  public Selection withColumns(List<String> names) {
    return new Selection(names, rowLimit);
  }

  /** Returns the same with at most so many rows. */
  public Selection withRowLimit(long rows) {
    return new Selection(columns, OptionalLong.of(rows));
  }

  /**
   * Returns what of {@code reader} is selected; no value is copied.
   *
   * <p><b>Ownership:</b> takes {@code reader}, also when it fails; it is closed with the result.
   *
   * @param startRow how many rows of the result come before the reader's first
   * @throws InvalidParamsException if the result lacks a column, or has several of that name
   */
  public BatchReader of(BatchReader reader, long startRow) {
    if (isAll()) {
      return reader;
    }
    try {
      return new SelectedReader(reader, this, startRow);
    } catch (Throwable failure) {
      try (reader) {
        throw failure;
      }
    }
  }

  static String shown(String name) {
    return name.length() <= 80 ? name : name.substring(0, 77) + "...";
  }
}
