package io.fastflight.params;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says in words which JSON a Java type is read from. */
final class JsonShape {
  private static final Map<Class<?>, String> WORDS =
      Map.ofEntries(
          Map.entry(byte.class, "an integer from -128 to 127"),
          Map.entry(short.class, "an integer from -32768 to 32767"),
          Map.entry(int.class, "an integer from -2147483648 to 2147483647"),
          Map.entry(long.class, "an integer from -9223372036854775808 to 9223372036854775807"),
          Map.entry(BigInteger.class, "an integer"),
          Map.entry(float.class, "a number"),
          Map.entry(double.class, "a number"),
          Map.entry(BigDecimal.class, "a number"),
          Map.entry(boolean.class, "true or false"),
          Map.entry(String.class, "a string"),
          Map.entry(char.class, "a string of one character"),
          Map.entry(Secret.class, "a string"),
          Map.entry(UUID.class, "a UUID"),
          Map.entry(byte[].class, "a base64 string"),
          Map.entry(LocalDate.class, "a date such as \"2024-01-31\""),
          Map.entry(LocalTime.class, "a time such as \"13:45:00\""),
          Map.entry(LocalDateTime.class, "a date and time such as \"2024-01-31T13:45:00\""),
          Map.entry(OffsetDateTime.class, "a date and time such as \"2024-01-31T13:45:00Z\""),
          Map.entry(Instant.class, "an instant such as \"2024-01-31T13:45:00Z\""),
          Map.entry(Duration.class, "a duration such as \"PT1.5S\""));

  private JsonShape() {}

  static String of(JavaType type) {
    if (type.isEnumType()) {
      return Arrays.stream(type.getRawClass().getEnumConstants())
          .map(constant -> "\"" + ((Enum<?>) constant).name() + "\"")
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type.isReferenceType() && type.getContentType() != null) {
      return of(type.getContentType());
    }
    String word = WORDS.get(primitive(type.getRawClass()));
    if (word != null) {
      return word;
    }
    if (type.isMapLikeType()) {
      return "an object, each value " + of(type.getContentType());
    }
    return type.isContainerType()
        ? "an array, each entry " + of(type.getContentType())
        : object(type.getRawClass());
  }

  private static String object(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    return components == null || components.length == 0
        ? "an object"
        : Arrays.stream(components)
            .map(component -> new SnakeCaseStrategy().translate(component.getName()))
            .collect(Collectors.joining(", ", "an object of ", ""));
  }

  private static Class<?> primitive(Class<?> type) {
    return java.lang.invoke.MethodType.methodType(type).unwrap().returnType();
  }
}
