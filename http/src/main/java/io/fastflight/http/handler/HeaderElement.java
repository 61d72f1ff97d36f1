package io.fastflight.http.handler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds one element of a list in a header, such as {@code text/csv; header=absent; q=0.5}.
 *
 * @param value what stands before the parameters, in lower case
 * @param parameters names in lower case, values without their quotes
 * @param weight the parameter {@code q}, or 1
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6">RFC 9110, 5.6</a>
 */
record HeaderElement(String value, Map<String, String> parameters, double weight) {
  private static final String WEIGHT = "q";

  /** Reads a list; what is no element is left out. */
  static List<HeaderElement> list(String header) {
    List<HeaderElement> elements = new ArrayList<>();
    for (String element : split(header, ',')) {
      if (!element.isBlank()) {
        elements.add(parse(element));
      }
    }
    return elements;
  }

  private static HeaderElement parse(String element) {
    List<String> parts = split(element, ';');
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.put(
            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            unquoted(part.substring(equals + 1).strip()));
      }
    }
    String weight = parameters.remove(WEIGHT);
    return new HeaderElement(
        parts.get(0).strip().toLowerCase(Locale.ROOT),
        parameters,
        weight == null ? 1 : weight(weight));
  }

  /** A weight that is no number counts as none, so that the rest of the header does. */
  private static double weight(String text) {
    try {
      return Math.min(Math.max(Double.parseDouble(text), 0), 1);
    } catch (NumberFormatException noNumber) {
      return 1;
    }
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
  }

  /** Splits at {@code separator} outside of quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (quoted && next == '\\') {
        i++;
      } else if (next == '"') {
        quoted = !quoted;
      } else if (next == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
