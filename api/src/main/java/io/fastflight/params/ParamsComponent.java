package io.fastflight.params;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.NullNode;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One component of a params record: its JSON name, its type, and what stands in when a request
 * leaves it out.
 */
final class ParamsComponent {
  private static final Set<Class<?>> OPTIONALS =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  private final RecordComponent component;
  private final String jsonName;
  private final JavaType type;
  private final @Nullable JsonNode defaultValue;

  ParamsComponent(RecordComponent component) {
    this.component = component;
    this.jsonName = new SnakeCaseStrategy().translate(component.getName());
    this.type = StrictJson.MAPPER.constructType(component.getGenericType());
    this.defaultValue = readDefault(component);
    component.getAccessor().setAccessible(true);
  }

  String jsonName() {
    return jsonName;
  }

  String javaName() {
    return component.getName();
  }

  boolean nullable() {
    return isOptional(component.getType())
        || component
            .getAnnotatedType()
            .isAnnotationPresent(org.jspecify.annotations.Nullable.class);
  }

  static boolean isOptional(Class<?> type) {
    return OPTIONALS.contains(type);
  }

  boolean required() {
    return defaultValue == null && !nullable();
  }

  Optional<JsonNode> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  Optional<String> description() {
    return Optional.ofNullable(component.getAnnotation(Description.class)).map(Description::value);
  }

  /** Returns the value a request leaves out, as JSON; null stands for a nullable component. */
  JsonNode absentValue() {
    return defaultValue == null ? NullNode.getInstance() : defaultValue;
  }

  /**
   * Reads the value, or throws if it does not fit the type; null in a list or a map does not, and
   * nothing but null is read as null.
   */
  @Nullable Object read(JsonNode value) throws JsonProcessingException {
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

  /** Returns the value this component has in {@code params}, as JSON. */
  JsonNode write(Object params) {
    try {
      return StrictJson.MAPPER.valueToTree(component.getAccessor().invoke(params));
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException(
          "The accessor '%s' of %s failed."
              .formatted(component.getName(), component.getDeclaringRecord().getName()),
          failed);
    }
  }

  /** Says what the JSON of this component must look like, to read after "must be". */
  String allowed() {
    String shape = JsonShape.of(type);
    return nullable() ? shape + " or null" : shape;
  }

  private static @Nullable JsonNode readDefault(RecordComponent component) {
    Default annotation = component.getAnnotation(Default.class);
    if (annotation == null) {
      return null;
    }
    try {
      return StrictJson.MAPPER.readTree(annotation.value());
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(
          "@Default(\"%s\") of %s.%s must be JSON; a text needs quotes within the quotes."
              .formatted(
                  annotation.value(),
                  component.getDeclaringRecord().getName(),
                  component.getName()),
          broken);
    }
  }
}
