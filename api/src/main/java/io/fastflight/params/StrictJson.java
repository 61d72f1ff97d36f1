package io.fastflight.params;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fastflight.error.InvalidParamsException;
import java.io.IOException;

/**
 * The one JSON dialect of this project: nothing is guessed, nothing is unbounded.
 *
 * <p>Jackson's own defaults read documents of any length, 1.5 as 1 and 5 as "5"; see {@code
 * docs/reference/tickets.md} for what is refused here and why. {@link StrictScalars} has the types
 * whose readers take more than one form.
 */
final class StrictJson {
  static final int MAX_DOCUMENT_BYTES = ParamsCodec.MAX_TICKET_BYTES;
  static final int MAX_DEPTH = 32;
  static final int MAX_STRING_CHARS = 64 * 1024;
  static final int MAX_NUMBER_CHARS = 100;

  static final JsonMapper MAPPER = newMapper();

  private StrictJson() {}

  private static JsonMapper newMapper() {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxDocumentLength(MAX_DOCUMENT_BYTES)
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(MAX_STRING_CHARS)
            .maxNameLength(1024)
            .maxNumberLength(MAX_NUMBER_CHARS)
            .build();
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(limits)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .addModules(new Jdk8Module(), new JavaTimeModule(), new StrictScalars())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .defaultLeniency(false)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }

  /**
   * Reads one JSON object.
   *
   * @throws InvalidParamsException if the bytes are not exactly one JSON object within the limits
   */
  static ObjectNode readObject(byte[] json) {
    JsonNode node = parse(ParamsCodec.requireTicketSize(json));
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new InvalidParamsException(
        "The request must be a JSON object such as {\"param_type\": \"demo.echo\"}, was "
            + Faults.shown(node.isMissingNode() ? "" : node)
            + ".");
  }

  private static JsonNode parse(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (StreamConstraintsException tooLarge) {
      throw new InvalidParamsException(
          "The request is over a limit of JSON: at most %s levels of nesting, %s characters in a string, %s in a number."
              .formatted(MAX_DEPTH, MAX_STRING_CHARS, MAX_NUMBER_CHARS),
          tooLarge);
    } catch (JsonProcessingException broken) {
      throw new InvalidParamsException(notJson(broken), broken);
    } catch (NumberFormatException beyondJackson) { // an exponent that no int holds
      throw new InvalidParamsException(
          "The request has a number whose exponent is out of range. Send a number from -1e308 to 1e308.",
          beyondJackson);
    } catch (IOException impossible) {
      throw new InvalidParamsException("The request could not be read as JSON.", impossible);
    }
  }

  private static String notJson(JsonProcessingException broken) {
    JsonLocation at = broken.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return "The request is not valid JSON" + where + ": " + reason(broken) + ".";
  }

  /** Keeps of Jackson's text what tells the caller something: not its features and classes. */
  private static String reason(JsonProcessingException broken) {
    if (broken instanceof JsonEOFException) {
      return "it ends too early";
    }
    if (broken instanceof MismatchedInputException) {
      return "something follows after the object";
    }
    String what = String.valueOf(broken.getOriginalMessage()).replaceAll("\\s+", " ");
    String brief = what.replaceFirst("(: enable|,? \\(not recognized|: maybe) .*", "");
    return brief.length() <= 120 ? brief : brief.substring(0, 117) + "...";
  }
}
