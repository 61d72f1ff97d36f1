package io.fastflight.policy.filter;

import io.fastflight.service.Identity;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a filter says, as it was written; {@code !=}, {@code not in} and the like are a Not. */
sealed interface Condition {
  /** Both hold. */
  record And(Condition left, Condition right) implements Condition {}

  /** One of them holds. */
  record Or(Condition left, Condition right) implements Condition {}

  /** It does not hold. */
  record Not(Condition inner) implements Condition {}

  /** It holds for all rows or for none. */
  record Always(boolean holds) implements Condition {}

  /** A column's value stands in an order to another. */
  record Compare(String column, Order order, Operand operand) implements Condition {}

  /** A column's value is one of several. */
  record In(String column, List<Operand> operands) implements Condition {}

  /** A column has no value. */
  record IsNull(String column) implements Condition {}

  /** A column's text begins so. */
  record Prefix(String column, String prefix) implements Condition {}

  /** How two values stand to each other. */
  enum Order {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Returns whether a value holds that compares to the operand as {@code comparison} says. */
    boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }
  }

  /** What a column is compared with. */
  sealed interface Operand {}

  /**
   * A value that was written down.
   *
   * @param value a String, BigDecimal or Boolean
   */
  record Literal(Object value) implements Operand {}

  /**
   * What is known of the caller.
   *
   * @param path {@code identity.name}, {@code identity.roles} or {@code claims.NAME}
   */
  record Reference(String path) implements Operand {
    private static final String CLAIMS = "claims.";

    /** Returns what it is for a caller; null if nobody said. */
    @Nullable Object of(Identity caller) {
      return switch (path) {
        case "identity.name" -> caller.name();
        case "identity.roles" -> new TreeSet<>(caller.roles());
        default -> caller.claims().get(path.substring(CLAIMS.length()));
      };
    }
  }
}
