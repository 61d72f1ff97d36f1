package io.fastflight.params;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a request; what is wrong with them is said here, for all types of params. */
final class RequestFields {
  private static final int MAX_FAULTS = 20;

  private RequestFields() {}

  /** Returns the value of one field, or notes a fault and returns null. */
  static @Nullable Object read(ParamsField field, @Nullable JsonNode sent, List<String> faults) {
    if (sent == null && field.required()) {
      faults.add(field.jsonName() + " is missing; it must be " + field.allowed());
      return null;
    }
    JsonNode value = sent == null ? field.absentValue() : sent;
    if (value.isNull() && !field.nullable()) {
      faults.add(Faults.mustBe(field.jsonName(), field.allowed(), null));
      return null;
    }
    try {
      return field.read(value);
    } catch (JsonProcessingException mismatch) {
      faults.add(Faults.mustBe(field.jsonName(), field.allowed(), value));
      return null;
    }
  }

  /** Notes a fault for each field that is left in {@code rest}. */
  static void addUnknown(ObjectNode rest, List<? extends ParamsField> fields, List<String> faults) {
    List<String> known = fields.stream().map(ParamsField::jsonName).toList();
    for (Iterator<String> names = rest.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      List<String> closest = ClosestNames.to(name, known);
      String hint =
          closest.isEmpty()
              ? known.isEmpty() ? "it takes none" : "it takes " + String.join(", ", known)
              : "closest: " + String.join(", ", closest);
      faults.add("field " + Faults.shown(name) + " is unknown (" + hint + ")");
    }
  }

  /** Bounds the message: 256 KiB of JSON have room for 50,000 faults, a status line has not. */
  static List<String> firstOf(List<String> faults) {
    if (faults.size() <= MAX_FAULTS) {
      return faults;
    }
    List<String> first = new ArrayList<>(faults.subList(0, MAX_FAULTS));
    first.add("and " + (faults.size() - MAX_FAULTS) + " more");
    return first;
  }
}
