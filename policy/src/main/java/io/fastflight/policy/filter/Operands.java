package io.fastflight.policy.filter;

import io.fastflight.policy.filter.Condition.Literal;
import io.fastflight.policy.filter.Condition.Operand;
import io.fastflight.policy.filter.Condition.Reference;
import io.fastflight.service.Identity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values a column is compared with, for one caller.
 *
 * @param values Strings, BigDecimals and Booleans
 * @param hasNull whether one of them is not there
 */
record Operands<T>(List<T> values, boolean hasNull) {
  /**
   * Returns the values of operands; where there is no caller yet, what is known of callers is null.
   */
  static Operands<Object> of(List<Operand> operands, @Nullable Identity caller) {
    List<Object> values = new ArrayList<>();
    boolean hasNull = false;
    for (Operand operand : operands) {
      if (operand instanceof Literal literal) {
        values.add(literal.value());
      } else if (operand instanceof Reference reference) {
        @Nullable Object known = caller == null ? null : reference.of(caller);
        hasNull |= known == null;
        add(values, reference.path(), known);
      }
    }
    return new Operands<>(values, hasNull);
  }

  private static void add(List<Object> values, String path, @Nullable Object known) {
    if (known instanceof Collection<?> several) {
      several.forEach(each -> add(values, path, each));
    } else if (known instanceof Number number) {
      values.add(new BigDecimal(number.toString()));
    } else if (known instanceof String || known instanceof Boolean) {
      values.add(known);
    } else if (known != null) {
      throw new IllegalArgumentException(
          "'%s' of the caller is neither text, number, truth value nor a list of those."
              .formatted(path));
    }
  }

  /** Returns the values as a column's type has them. */
  <R> Operands<R> map(Function<? super T, R> conversion) {
    return new Operands<>(values.stream().map(conversion).toList(), hasNull);
  }
}
