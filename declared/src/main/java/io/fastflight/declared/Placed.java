package io.fastflight.declared;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a record of a source out of a section, and tells each of its faults where it belongs. */
final class Placed {
  private Placed() {}

  /**
   * Returns the record.
   *
   * @param values the keys that are its components; a value may have been looked up elsewhere
   */
  static <T extends DataParams> Optional<T> read(
      ParamsType<T> type, Map<String, @Nullable Object> values, Section section, FaultList faults) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>(values);
    known.keySet().retainAll(type.fieldNames()); // others were told of
    try {
      return Optional.of(type.read(known));
    } catch (InvalidParamsException refused) {
      refused.faults().forEach(fault -> faults.add(place(fault, section), fault));
      return Optional.empty();
    }
  }

  /** Returns where the key stands that {@code fault} begins with. */
  static Place place(String fault, Section section) {
    return section.place(fault.split("[ .\\[:]", 2)[0]);
  }
}
