package io.fastflight.params;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.fastflight.error.InvalidParamsException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes and reads plain JSON for modules that must not know a JSON library: maps, lists, strings,
 * numbers, booleans, null and {@code java.time} values in ISO-8601.
 *
 * <p><b>Threads:</b> any.
 */
public final class JsonText {
  private JsonText() {}

  /**
   * Writes {@code value} on one line.
   *
   * @throws IllegalArgumentException if it holds something that is none of the kinds above
   */
  public static String write(Object value) {
    try {
      return StrictJson.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalArgumentException(
          "Not a JSON value: " + Faults.shown(value) + ".", unwritable);
    }
  }

  /**
   * Reads one JSON object into maps, lists, strings, numbers and booleans.
   *
   * @throws InvalidParamsException if {@code json} is not one object, or over the limits of a
   *     request
   */
  public static Map<String, Object> readObject(byte[] json) {
    return StrictJson.MAPPER.convertValue(
        StrictJson.readObject(json), new TypeReference<Map<String, Object>>() {});
  }

  /** Does the same as {@link #readObject(byte[])} for text. */
  public static Map<String, Object> readObject(String json) {
    return readObject(json.getBytes(StandardCharsets.UTF_8));
  }
}
