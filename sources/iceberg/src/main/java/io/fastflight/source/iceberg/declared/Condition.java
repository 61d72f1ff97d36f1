package io.fastflight.source.iceberg.declared;

import io.fastflight.params.DeclaredParams;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a file: a column, an operator and the name of a parameter.
 *
 * @param parameter empty where the operator needs no value
 */
record Condition(String column, Expression.Operation operator, Optional<String> parameter) {
  private static final Map<String, Expression.Operation> COMPARISONS =
      Map.of(
          "=", Expression.Operation.EQ,
          "!=", Expression.Operation.NOT_EQ,
          "<", Expression.Operation.LT,
          "<=", Expression.Operation.LT_EQ,
          ">", Expression.Operation.GT,
          ">=", Expression.Operation.GT_EQ,
          "starts with", Expression.Operation.STARTS_WITH);

  private static final Pattern COMPARISON =
      Pattern.compile("(\\S+)\\s+(=|!=|<=?|>=?|starts\\s+with)\\s+:([a-z][a-z0-9_]*)");

  private static final Pattern NULL = Pattern.compile("(\\S+)\\s+is\\s+(not\\s+)?null");

  /**
   * Reads a condition.
   *
   * @throws IllegalArgumentException if it is none; the message begins with the key
   */
  static Condition parse(String text) {
    Matcher comparison = COMPARISON.matcher(text.strip());
    if (comparison.matches()) {
      String sign = comparison.group(2).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
      Expression.Operation operator = COMPARISONS.get(sign);
      if (operator != null) {
        return new Condition(comparison.group(1), operator, Optional.of(comparison.group(3)));
      }
    }
    Matcher isNull = NULL.matcher(text.strip());
    if (isNull.matches()) {
      Expression.Operation operator =
          isNull.group(2) == null ? Expression.Operation.IS_NULL : Expression.Operation.NOT_NULL;
      return new Condition(isNull.group(1), operator, Optional.empty());
    }
    throw new IllegalArgumentException(
        "filters must each be a column, one of = != < <= > >= or starts with, and :name, with blanks between them; or a column and is null or is not null; was \"%s\""
            .formatted(text));
  }

  /**
   * Returns the condition for a request; one that holds always where the value is null.
   *
   * @throws io.fastflight.error.InvalidParamsException if the value cannot be compared exactly
   */
  Expression expression(DeclaredParams params) {
    if (parameter.isEmpty()) {
      return operator == Expression.Operation.IS_NULL
          ? Expressions.isNull(column)
          : Expressions.notNull(column);
    }
    @Nullable Object value = params.values().get(parameter.get());
    return value == null
        ? Expressions.alwaysTrue()
        : Expressions.predicate(operator, column, ComparedValue.of(params, parameter.get(), value));
  }
}
