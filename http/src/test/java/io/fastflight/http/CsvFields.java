package io.fastflight.http;

import java.util.ArrayList;
import java.util.List;

/** Reads CSV by the letter of RFC 4180. */
final class CsvFields {
  private CsvFields() {}

  /** Returns the fields of CSV of one column, the header first. */
  static List<String> ofOneColumn(String csv) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char next = csv.charAt(i);
      if (next == '"') {
        boolean escaped = quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"';
        if (escaped) {
          field.append(next);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (!quoted && next == '\r') {
        i++; // and the line feed
        fields.add(field.toString());
        field.setLength(0);
      } else if (!quoted && next == ',') {
        throw new AssertionError("A second column at " + i + " of " + csv);
      } else {
        field.append(next);
      }
    }
    if (!field.isEmpty()) {
      throw new AssertionError("The last line has no end: " + field);
    }
    return fields;
  }
}
