package io.fastflight.policy.filter;

import io.fastflight.policy.filter.Condition.Order;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The numbers a column can hold that stand in an order to another, which may lie between two of
 * them or beyond all.
 *
 * @param low the least of them
 * @param high the greatest of them; less than {@code low} if there is none
 */
record WholeRange(BigInteger low, BigInteger high) {
  static WholeRange of(LongKind kind, Order order, BigDecimal operand) {
    BigInteger low = kind.min();
    BigInteger high = kind.max();
    switch (order) {
      case EQUAL -> {
        low = low.max(whole(operand, RoundingMode.CEILING));
        high = high.min(whole(operand, RoundingMode.FLOOR));
      }
      case LESS -> high = high.min(whole(operand, RoundingMode.CEILING).subtract(BigInteger.ONE));
      case LESS_OR_EQUAL -> high = high.min(whole(operand, RoundingMode.FLOOR));
      case GREATER -> low = low.max(whole(operand, RoundingMode.FLOOR).add(BigInteger.ONE));
      case GREATER_OR_EQUAL -> low = low.max(whole(operand, RoundingMode.CEILING));
    }
    return new WholeRange(low, high);
  }

  boolean isEmpty() {
    return low.compareTo(high) > 0;
  }

  private static BigInteger whole(BigDecimal number, RoundingMode mode) {
    return number.setScale(0, mode).toBigInteger();
  }
}
