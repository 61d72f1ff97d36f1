package io.fastflight.params;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One component of a params record. */
final class ParamsComponent extends ParamsField {
  private static final Set<Class<?>> OPTIONALS =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  private final RecordComponent component;

  ParamsComponent(RecordComponent component) {
    super(
        new SnakeCaseStrategy().translate(component.getName()),
        StrictJson.MAPPER.constructType(component.getGenericType()),
        isNullable(component),
        readDefault(component));
    this.component = component;
    component.getAccessor().setAccessible(true);
  }

  String javaName() {
    return component.getName();
  }

  static boolean isOptional(Class<?> type) {
    return OPTIONALS.contains(type);
  }

  Optional<String> description() {
    return Optional.ofNullable(component.getAnnotation(Description.class)).map(Description::value);
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

  private static boolean isNullable(RecordComponent component) {
    return isOptional(component.getType())
        || component
            .getAnnotatedType()
            .isAnnotationPresent(org.jspecify.annotations.Nullable.class);
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
