package io.fastflight.http.format;

import io.fastflight.batch.BatchReader;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamEncoder;
import java.util.Optional;

/**
 * Names one form of a result and writes it. Formats of other modules are found by {@link
 * java.util.ServiceLoader}.
 *
 * <p><b>Threads:</b> any.
 */
public interface ResultFormat {
  /** Returns the word for it in {@code ?format=}: lower-case letters, digits and {@code -}. */
  String name();

  /**
   * Returns the media type as {@code Accept} asks for it; with a parameter {@code shape} where two
   * formats have one type.
   */
  String mediaType();

  /**
   * Returns whether it is text, so that it is compressed as a whole, by {@code Accept-Encoding}.
   */
  boolean isText();

  /**
   * Returns what writes the batches of {@code reader}, which it borrows.
   *
   * @param resources says how batches are shaped
   */
  StreamEncoder<ByteMessage> encoder(
      BatchReader reader, FormatOptions options, PumpResources resources);

  /**
   * Returns what follows the rows of a body that broke, where the format has room for it: a line
   * that says why, or what no reader takes for an end.
   *
   * @param error what failed, as JSON
   */
  default Optional<ByteMessage> lastWords(String error) {
    return Optional.empty();
  }
}
