package io.fastflight.params;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One field of a request: its JSON name, its type, and what stands in when a request leaves it out.
 */
class ParamsField {
  private final String jsonName;
  private final JavaType type;
  private final boolean nullable;
  private final @Nullable JsonNode defaultValue;

  ParamsField(String jsonName, JavaType type, boolean nullable, @Nullable JsonNode defaultValue) {
    this.jsonName = jsonName;
    this.type = type;
    this.nullable = nullable;
    this.defaultValue = defaultValue;
  }

  final String jsonName() {
    return jsonName;
  }

  final boolean nullable() {
    return nullable;
  }

  final boolean required() {
    return defaultValue == null && !nullable;
  }

  final Optional<JsonNode> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** Returns the value a request leaves out, as JSON; null stands for a nullable field. */
  final JsonNode absentValue() {
    return defaultValue == null ? NullNode.getInstance() : defaultValue;
  }

  /**
   * Reads the value, or throws if it does not fit the type; null in a list or a map does not, and
   * nothing but null is read as null.
   */
  final @Nullable Object read(JsonNode value) throws JsonProcessingException {
    @Nullable Object read = StrictJson.MAPPER.treeToValue(value, type);
    boolean vanished = read == null || read.equals(Optional.empty());
    if (!value.isNull() && (vanished || holdsNull(value))) {
      throw MismatchedInputException.from(null, type, "null");
    }
    return read;
  }

  private boolean holdsNull(JsonNode value) {
    JavaType inner = type.isReferenceType() ? type.getContentType() : type;
    boolean ofEntries = value.isArray() || inner.isMapLikeType();
    return ofEntries && StreamSupport.stream(value.spliterator(), false).anyMatch(JsonNode::isNull);
  }

  /** Says what the JSON of this field must look like, to read after "must be". */
  final String allowed() {
    return nullable ? shape() + " or null" : shape();
  }

  String shape() {
    return JsonShape.of(type);
  }
}
