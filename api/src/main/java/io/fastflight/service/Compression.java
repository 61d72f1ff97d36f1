package io.fastflight.service;

import io.fastflight.error.InvalidParamsException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Names how the bodies of record batches may be compressed on their way, as the Arrow IPC format
 * has it.
 *
 * <p>The reader asks, the server decides batch by batch: one that would not shrink is sent as it
 * is.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#compression">Arrow IPC,
 *     compression</a>
 */
public enum Compression {
  /** Nothing is compressed: the best on one machine and on a fast network. */
  NONE,
  /** LZ4 frames: the faster of the two. */
  LZ4,
  /** Zstandard frames: the smaller of the two. */
  ZSTD;

  /**
   * Returns the compression of a word, as it stands in headers and on command lines.
   *
   * @param where where the word was found, to begin a message with
   * @throws InvalidParamsException if it is none of the words; the message lists them
   */
  public static Compression parse(String where, String word) {
    for (Compression compression : values()) {
      if (compression.word().equals(word)) {
        return compression;
      }
    }
    String shown = word.length() <= 80 ? word : word.substring(0, 77) + "...";
    throw new InvalidParamsException(
        "%s must be one of %s, was '%s'."
            .formatted(
                where,
                Arrays.stream(values()).map(Compression::word).collect(Collectors.joining(", ")),
                shown));
  }

  /** Returns the word for it: {@code none}, {@code lz4} or {@code zstd}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
