package io.fastflight.benchmark.peers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Writes and reads the lines that processes exchange. <b>Threads:</b> any. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .addModule(new com.fasterxml.jackson.datatype.jdk8.Jdk8Module())
          .build();

  private Json() {}

  /** Returns one line for a record or a map. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("No JSON for " + value.getClass(), impossible);
    }
  }

  /** Returns the same over several lines, for people. */
  public static String pretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("No JSON for " + value.getClass(), impossible);
    }
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is no JSON of {@code type}
   */
  public static <T> T read(String line, Class<T> type) {
    try {
      return MAPPER.readValue(line, type);
    } catch (JsonProcessingException wrong) {
      String shown = line.length() <= 80 ? line : line.substring(0, 77) + "...";
      throw new IllegalArgumentException(
          "Expected a line of JSON for %s, was '%s'.".formatted(type.getSimpleName(), shown),
          wrong);
    }
  }
}
