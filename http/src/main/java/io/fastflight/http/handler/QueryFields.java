package io.fastflight.http.handler;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the parameters of a query into the fields of a request, by the types the service asks for.
 *
 * <p>What is no value of its type stays the text it is: the service then refuses it in its own
 * words, as it does a field it does not know or one that is there twice.
 */
final class QueryFields {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,99})");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,60})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");

  private QueryFields() {}

  /**
   * Returns the fields.
   *
   * @param query what of it is meant for the service
   * @param schema of its params
   */
  static Map<String, @Nullable Object> of(
      Map<String, List<String>> query, Map<String, Object> schema) {
    FieldTypes types = new FieldTypes(schema);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    query.forEach((name, values) -> fields.put(name, value(name, values, types)));
    return fields;
  }

  private static @Nullable Object value(String name, List<String> values, FieldTypes types) {
    Set<String> own = types.of(name);
    if (own.contains("array")) {
      Set<String> entries = types.ofEntries(name);
      return values.stream().map(text -> value(text, entries)).toList();
    }
    return values.size() == 1 ? value(values.get(0), own) : values;
  }

  private static @Nullable Object value(String text, Set<String> types) {
    if (types.contains("string") || types.isEmpty()) {
      return text;
    }
    if (text.isEmpty()) {
      return null;
    }
    if (types.contains("integer") && INTEGER.matcher(text).matches()) {
      return new BigInteger(text);
    }
    if (types.contains("number") && NUMBER.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    if (types.contains("boolean") && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    return types.contains("object") ? object(text) : text;
  }

  private static Object object(String text) {
    try {
      return JsonText.readObject(text);
    } catch (InvalidParamsException noObject) {
      return text;
    }
  }
}
