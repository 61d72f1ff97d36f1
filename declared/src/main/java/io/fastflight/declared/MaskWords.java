package io.fastflight.declared;

import io.fastflight.policy.column.Mask;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes masks as they stand in a file. */
public final class MaskWords {
  static final String ALLOWED = "drop, null, hash, {constant: VALUE} or {last: 1..64}";
  static final String CONSTANT = "constant";
  static final String LAST = "last";

  private MaskWords() {}

  /** Returns what {@code node} says; empty if that is no mask. */
  static Optional<Mask> read(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return switch (scalar.text()) {
        case "drop" -> Optional.of(new Mask.Drop());
        case "null" -> Optional.of(new Mask.Null());
        case "hash" -> Optional.of(new Mask.Hash());
        default -> Optional.empty();
      };
    }
    if (!(node instanceof Node.Fields fields) || fields.fields().size() != 1) {
      return Optional.empty();
    }
    Map.Entry<String, Node.Field> only = fields.fields().entrySet().iterator().next();
    return switch (only.getKey()) {
      case CONSTANT -> constant(only.getValue().node().value());
      case LAST -> last(only.getValue().node().value());
      default -> Optional.empty();
    };
  }

  private static Optional<Mask> constant(@Nullable Object value) {
    if (value instanceof Number number) {
      return Optional.of(new Mask.Constant(new BigDecimal(number.toString())));
    }
    return value instanceof String || value instanceof Boolean
        ? Optional.of(new Mask.Constant(value))
        : Optional.empty();
  }

  private static Optional<Mask> last(@Nullable Object value) {
    return value instanceof Long characters && characters >= 1 && characters <= 64
        ? Optional.of(new Mask.Last(characters.intValue()))
        : Optional.empty();
  }

  /** Returns a mask as JSON has it: a text, or a map of one. */
  public static Object of(Mask mask) {
    if (mask instanceof Mask.Constant constant) {
      return Map.of(CONSTANT, constant.value());
    } else if (mask instanceof Mask.Last last) {
      return Map.of(LAST, last.characters());
    } else if (mask instanceof Mask.Drop) {
      return "drop";
    }
    return mask instanceof Mask.Null ? "null" : "hash";
  }
}
