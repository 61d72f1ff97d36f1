package io.fastflight.cli.read;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code key=value} texts into the fields of a request, by the types the service asks for.
 *
 * <p>What the service itself can judge is left to it: an unknown name, a number out of range.
 */
final class ParamValues {
  private ParamValues() {}

  /** One {@code key=value}. */
  private record Setting(String key, String value) {
    static Setting parse(String text) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new WrongUsageException("--param must be key=value, was '%s'.".formatted(text));
      }
      return new Setting(text.substring(0, equals), text.substring(equals + 1));
    }

    WrongUsageException mustBe(String allowed) {
      return new WrongUsageException(
          "--param %s must be %s, was '%s'.".formatted(key, allowed, value));
    }
  }

  /**
   * Returns the fields.
   *
   * @param parameters what the service takes, by name
   * @throws WrongUsageException if a text is no value of its type, or a key comes twice
   */
  static Map<String, @Nullable Object> fields(
      List<String> settings, Map<String, Parameter> parameters) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (String text : settings) {
      Setting setting = Setting.parse(text);
      if (setting.key.equals("param_type")) {
        throw new WrongUsageException("--param param_type: the name stands before the options.");
      }
      if (fields.containsKey(setting.key)) {
        throw new WrongUsageException(
            "--param %s is given twice. A list is JSON: --param '%s=[1, 2]'."
                .formatted(setting.key, setting.key));
      }
      Parameter parameter = parameters.get(setting.key);
      fields.put(
          setting.key, parameter == null ? setting.value : value(setting, parameter.types()));
    }
    return fields;
  }

  private static @Nullable Object value(Setting setting, Set<String> types) {
    if (types.contains("string")) {
      return setting.value;
    }
    if (setting.value.isEmpty()) {
      return null;
    }
    if (types.contains("integer")) {
      return integer(setting);
    }
    if (types.contains("number")) {
      return number(setting);
    }
    return types.contains("boolean") ? truth(setting) : json(setting);
  }

  private static BigInteger integer(Setting setting) {
    try {
      return new BigInteger(setting.value);
    } catch (NumberFormatException wrong) {
      throw setting.mustBe("an integer");
    }
  }

  private static BigDecimal number(Setting setting) {
    try {
      return new BigDecimal(setting.value);
    } catch (NumberFormatException wrong) {
      throw setting.mustBe("a number");
    }
  }

  private static boolean truth(Setting setting) {
    return switch (setting.value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw setting.mustBe("true or false");
    };
  }

  /** Reads any JSON value, by reading an object that holds it and nothing else. */
  private static @Nullable Object json(Setting setting) {
    try {
      Map<String, Object> holder = JsonText.readObject("{\"value\":" + setting.value + "}");
      if (holder.size() == 1) {
        return holder.get("value");
      }
    } catch (InvalidParamsException wrong) {
      throw setting.mustBe("JSON, such as [1, 2] or {\"a\": 1}");
    }
    throw setting.mustBe("one JSON value");
  }
}
