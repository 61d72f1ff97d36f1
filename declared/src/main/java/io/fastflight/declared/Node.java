package io.fastflight.declared;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A part of a YAML file that knows where it stands. */
sealed interface Node {
  Place place();

  /** Returns what it says: a map, list, text, number, boolean or null, as JSON has them. */
  @Nullable Object value();

  /** Says what it is, to read after "was". */
  String shown();

  /**
   * A text, number, boolean or null.
   *
   * @param plain whether it stands without quotes: only then is it anything but text
   */
  record Scalar(Place place, String text, boolean plain) implements Node {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern NUMBER =
        Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

    private static final int MAX_SHOWN_CHARS = 80;

    @Override
    public @Nullable Object value() {
      if (!plain) {
        return text;
      }
      if (text.isEmpty() || text.equals("~") || text.equals("null")) {
        return null;
      }
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      return number();
    }

    private Object number() {
      if (INTEGER.matcher(text).matches()) {
        BigInteger integer = new BigInteger(text);
        return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
      }
      return NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
    }

    @Override
    public String shown() {
      String shown =
          value() instanceof String ? "\"" + text + "\"" : text.isEmpty() ? "null" : text;
      return shown.length() <= MAX_SHOWN_CHARS
          ? shown
          : shown.substring(0, MAX_SHOWN_CHARS - 3) + "...";
    }
  }

  /** A list. */
  record Items(Place place, List<Node> items) implements Node {
    @Override
    public List<@Nullable Object> value() {
      List<@Nullable Object> values = new ArrayList<>();
      items.forEach(item -> values.add(item.value()));
      return values;
    }

    @Override
    public String shown() {
      return "a list";
    }
  }

  /** Keys and their values, in the order of the file. */
  record Fields(Place place, Map<String, Field> fields) implements Node {
    @Override
    public Map<String, @Nullable Object> value() {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      fields.forEach((key, field) -> values.put(key, field.node.value()));
      return values;
    }

    @Override
    public String shown() {
      return "keys with values";
    }
  }

  /**
   * One key and its value.
   *
   * @param key where the key stands
   */
  record Field(Place key, Node node) {}
}
