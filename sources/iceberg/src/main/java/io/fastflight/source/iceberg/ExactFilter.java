package io.fastflight.source.iceberg;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Says in an expression what SQL means by it.
 *
 * <p>Iceberg leaves out files as SQL would, but where it checks a row, null is less than every
 * value and NaN greater: whether {@code x < 5} holds for a null would depend on its neighbours in
 * the file. So each comparison also demands that there is a value. And it compares a decimal only
 * with one of as many digits behind the point; any other is rounded down, the operator with it.
 */
final class ExactFilter extends ExpressionVisitors.ExpressionVisitor<Expression> {
  private final Schema schema;
  private final Function<String, ? extends RuntimeException> unknown;

  private ExactFilter(Schema schema, Function<String, ? extends RuntimeException> unknown) {
    this.schema = schema;
    this.unknown = unknown;
  }

  /**
   * Returns what {@code filter} means in SQL; nothing of it is negated any more.
   *
   * @param unknown makes the failure of a column that is not in {@code schema}
   */
  static Expression of(
      Expression filter, Schema schema, Function<String, ? extends RuntimeException> unknown) {
    return ExpressionVisitors.visit(
        Expressions.rewriteNot(filter), new ExactFilter(schema, unknown));
  }

  @Override
  public Expression alwaysTrue() {
    return Expressions.alwaysTrue();
  }

  @Override
  public Expression alwaysFalse() {
    return Expressions.alwaysFalse();
  }

  @Override
  public Expression and(Expression left, Expression right) {
    return Expressions.and(left, right);
  }

  @Override
  public Expression or(Expression left, Expression right) {
    return Expressions.or(left, right);
  }

  @Override
  public <T> Expression predicate(UnboundPredicate<T> predicate) {
    String column = predicate.ref().name();
    Types.@Nullable NestedField field = schema.findField(column);
    if (field == null) {
      throw unknown.apply(column);
    }
    return switch (predicate.op()) {
      case LT, LT_EQ, GT, GT_EQ, EQ ->
          Expressions.and(value(column, field.type()), fitted(predicate, field.type()));
      case IN -> Expressions.and(value(column, field.type()), predicate);
      case NOT_EQ -> Expressions.and(Expressions.notNull(column), fitted(predicate, field.type()));
      case NOT_IN, NOT_STARTS_WITH -> Expressions.and(Expressions.notNull(column), predicate);
      default -> predicate;
    };
  }

  private static Expression value(String column, Type type) {
    boolean floating = type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
    Expression present = Expressions.notNull(column);
    return floating ? Expressions.and(present, Expressions.notNaN(column)) : present;
  }

  private static Expression fitted(UnboundPredicate<?> predicate, Type type) {
    if (type instanceof Types.DecimalType decimal
        && predicate.literal().value() instanceof BigDecimal value
        && value.scale() != decimal.scale()) {
      return rounded(predicate, value, value.setScale(decimal.scale(), RoundingMode.FLOOR));
    }
    return predicate;
  }

  /** Compares with the greatest value a column can have that is not over {@code exact}. */
  private static Expression rounded(
      UnboundPredicate<?> predicate, BigDecimal exact, BigDecimal floor) {
    String column = predicate.ref().name();
    boolean equal = floor.compareTo(exact) == 0;
    return switch (predicate.op()) {
      case LT ->
          equal ? Expressions.lessThan(column, floor) : Expressions.lessThanOrEqual(column, floor);
      case LT_EQ -> Expressions.lessThanOrEqual(column, floor);
      case GT -> Expressions.greaterThan(column, floor);
      case GT_EQ ->
          equal
              ? Expressions.greaterThanOrEqual(column, floor)
              : Expressions.greaterThan(column, floor);
      case EQ -> equal ? Expressions.equal(column, floor) : Expressions.alwaysFalse();
      default -> equal ? Expressions.notEqual(column, floor) : Expressions.alwaysTrue();
    };
  }
}
