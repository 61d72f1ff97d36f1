package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Says what the values of one column are: a condition on rows that a source can test by itself.
 *
 * <p>As in SQL a null passes none but {@link Operator#IS_NULL}.
 *
 * @param column its name in the result
 * @param operator how the column's value stands to {@code values}
 * @param values all Long, all LocalDate, all Boolean or all String, as the column's type is
 */
public record Comparison(String column, Operator operator, List<Object> values) {
  /** How a column's value stands to others. */
  public enum Operator {
    /** It is one of them; of none, if there are none. */
    ONE_OF("in"),
    /** It is there and none of them. */
    NONE_OF("not in"),
    /** It is the one value, or greater. */
    AT_LEAST(">="),
    /** It is the one value, or less. */
    AT_MOST("<="),
    /** It is not there; has no values. */
    IS_NULL("is null"),
    /** It is there; has no values. */
    NOT_NULL("is not null");

    private final String words;

    Operator(String words) {
      this.words = words;
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are more or fewer values than the operator has
   */
  public Comparison {
    requireNonNull(column, "column");
    values = List.copyOf(values);
    boolean fits =
        switch (requireNonNull(operator, "operator")) {
          case ONE_OF, NONE_OF -> true;
          case AT_LEAST, AT_MOST -> values.size() == 1;
          case IS_NULL, NOT_NULL -> values.isEmpty();
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "'%s' of column '%s' cannot have %s values."
              .formatted(operator.words, column, values.size()));
    }
  }

  /** Returns it for people to read, with its values. */
  @Override
  public String toString() {
    String shown =
        switch (operator) {
          case ONE_OF, NONE_OF -> " " + values;
          case AT_LEAST, AT_MOST -> " " + values.get(0);
          case IS_NULL, NOT_NULL -> "";
        };
    return column + " " + operator.words + shown;
  }
}
