package io.fastflight.policy.filter;

import io.fastflight.policy.filter.Condition.Order;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ElementAddressableVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;

/** Matches columns of text, fractions, decimals and truth values. */
final class OtherMatchers {
  private OtherMatchers() {}

  /** Tests one row that has a value. */
  private interface Row {
    boolean matches(int row);
  }

  private static void rows(FieldVector column, int rows, long[] words, Row test) {
    for (int row = 0; row < rows; row++) {
      if (!column.isNull(row) && test.matches(row)) {
        words[row >> 6] |= 1L << row;
      }
    }
  }

  /** Tests one text, or other bytes, where they lie. */
  private interface Text {
    boolean matches(ArrowBufPointer at);
  }

  private static ColumnTest.Matcher eachText(Text test) {
    ArrowBufPointer at = new ArrowBufPointer();
    return (column, rows, words) -> {
      ElementAddressableVector texts = (ElementAddressableVector) column;
      rows(
          column,
          rows,
          words,
          row -> {
            texts.getDataPointer(row, at);
            return test.matches(at);
          });
    };
  }

  /** Returns the texts that stand in an order to another, by the bytes of their UTF-8. */
  static ColumnTest.Matcher text(Order order, String operand) {
    byte[] wanted = operand.getBytes(StandardCharsets.UTF_8);
    return eachText(
        at ->
            (order != Order.EQUAL || at.getLength() == wanted.length)
                && order.holds(compare(at, wanted)));
  }

  /** Returns the texts that are one of several. */
  static ColumnTest.Matcher texts(List<String> operands) {
    byte[][] wanted =
        operands.stream()
            .map(operand -> operand.getBytes(StandardCharsets.UTF_8))
            .sorted(Arrays::compareUnsigned)
            .toArray(byte[][]::new);
    return eachText(at -> isOne(at, wanted));
  }

  /** Returns the texts that begin so. */
  static ColumnTest.Matcher prefix(String operand) {
    byte[] wanted = operand.getBytes(StandardCharsets.UTF_8);
    return eachText(
        at -> at.getLength() >= wanted.length && compare(at, wanted.length, wanted) == 0);
  }

  private static boolean isOne(ArrowBufPointer at, byte[][] sorted) {
    int low = 0;
    int high = sorted.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(at, sorted[middle]);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return false;
  }

  private static int compare(ArrowBufPointer at, byte[] wanted) {
    return compare(at, Math.toIntExact(at.getLength()), wanted);
  }

  /** A value far into its buffer is compared in a slice of it: the comparison counts in ints. */
  private static int compare(ArrowBufPointer at, int length, byte[] wanted) {
    if (length == 0) { // there may be no buffer
      return Integer.compare(0, wanted.length);
    }
    long start = at.getOffset();
    return start + length <= Integer.MAX_VALUE
        ? ByteFunctionHelpers.compare(
            at.getBuf(), (int) start, (int) start + length, wanted, 0, wanted.length)
        : ByteFunctionHelpers.compare(
            at.getBuf().slice(start, length), 0, length, wanted, 0, wanted.length);
  }

  /** Returns the numbers that stand in an order to another; NaN stands in none. */
  static ColumnTest.Matcher fraction(Order order, double operand) {
    return (column, rows, words) ->
        rows(column, rows, words, row -> holds(order, fraction(column, row), operand));
  }

  /** Returns the numbers that are one of several. */
  static ColumnTest.Matcher fractions(List<Double> operands) {
    return (column, rows, words) ->
        rows(
            column,
            rows,
            words,
            row -> {
              double value = fraction(column, row);
              return operands.stream().anyMatch(operand -> operand == value);
            });
  }

  private static boolean holds(Order order, double value, double operand) {
    return switch (order) {
      case EQUAL -> value == operand;
      case LESS -> value < operand;
      case LESS_OR_EQUAL -> value <= operand;
      case GREATER -> value > operand;
      case GREATER_OR_EQUAL -> value >= operand;
    };
  }

  private static double fraction(FieldVector column, int row) {
    if (column instanceof Float8Vector doubles) {
      return doubles.get(row);
    }
    return column instanceof Float4Vector floats
        ? floats.get(row)
        : ((Float2Vector) column).getValueAsFloat(row);
  }

  /** Returns the decimals that stand in an order to another. */
  static ColumnTest.Matcher decimal(Order order, BigDecimal operand) {
    return (column, rows, words) ->
        rows(column, rows, words, row -> order.holds(decimal(column, row).compareTo(operand)));
  }

  /** Returns the decimals that are one of several. */
  static ColumnTest.Matcher decimals(List<BigDecimal> operands) {
    return (column, rows, words) ->
        rows(
            column,
            rows,
            words,
            row -> {
              BigDecimal value = decimal(column, row);
              return operands.stream().anyMatch(operand -> operand.compareTo(value) == 0);
            });
  }

  private static BigDecimal decimal(FieldVector column, int row) {
    return (BigDecimal) column.getObject(row);
  }

  /** Returns the truth values that are this one. */
  static ColumnTest.Matcher truth(boolean operand) {
    return (column, rows, words) -> {
      ColumnTest.bits(((BitVector) column).getDataBuffer(), rows, words);
      for (int i = 0; i < words.length && !operand; i++) {
        words[i] = ~words[i]; // bits behind the last row have no value, so they are taken out later
      }
    };
  }
}
