package io.fastflight.policy.filter;

import io.fastflight.policy.filter.Condition.Order;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Matches columns whose values are whole numbers in memory: integers, dates, times, timestamps.
 *
 * <p>Any comparison with a number, however large or with a fraction, is a range of the numbers the
 * column can hold. Values are read in blocks into an array, which the JIT's loops like best.
 */
final class LongMatchers {
  private static final int BLOCK = 1_024;
  private static final BigInteger SIGN = BigInteger.ONE.shiftLeft(63);

  private LongMatchers() {}

  /** Returns the values of a column that stand in an order to another. */
  static ColumnTest.Matcher compare(LongKind kind, Order order, BigDecimal operand) {
    WholeRange range = WholeRange.of(kind, order, operand);
    if (range.isEmpty()) {
      return (column, rows, words) -> {};
    }
    long from = encoded(kind, range.low());
    long span = encoded(kind, range.high()) - from; // as an unsigned number
    return blocks(kind, values -> value(from, span, values));
  }

  /** Returns the values of a column that are one of several. */
  static ColumnTest.Matcher in(LongKind kind, List<BigDecimal> operands) {
    long[] wanted =
        operands.stream()
            .flatMap(operand -> kind.whole(operand).stream())
            .mapToLong(value -> encoded(kind, value))
            .sorted()
            .toArray();
    return blocks(kind, values -> one(wanted, values));
  }

  /** Tests a block of values, 64 at most, and returns their bits. */
  private interface Word {
    long of(Block values);
  }

  /** Values, of which some 64 are looked at. */
  private static final class Block {
    final long[] values = new long[BLOCK];
    int from;
    int to;
  }

  private static long value(long from, long span, Block block) {
    long bits = 0;
    long[] values = block.values;
    for (int i = block.from; i < block.to; i++) {
      bits |= (Long.compareUnsigned(values[i] - from, span) <= 0 ? 1L : 0L) << i;
    }
    return bits;
  }

  private static long one(long[] wanted, Block block) {
    long bits = 0;
    for (int i = block.from; i < block.to; i++) {
      bits |= (Arrays.binarySearch(wanted, block.values[i]) >= 0 ? 1L : 0L) << i;
    }
    return bits;
  }

  private static ColumnTest.Matcher blocks(LongKind kind, Word word) {
    Block block = new Block();
    return (column, rows, words) -> {
      ArrowBuf data = column.getDataBuffer();
      for (int first = 0; first < rows; first += BLOCK) {
        int count = Math.min(BLOCK, rows - first);
        kind.load(data, first, count, block.values);
        for (int from = 0; from < count; from += Long.SIZE) {
          block.from = from;
          block.to = Math.min(from + Long.SIZE, count);
          words[(first + from) >> 6] = word.of(block);
        }
      }
    };
  }

  /** An unsigned 64-bit number is kept with its sign bit turned, so that it compares as a long. */
  private static long encoded(LongKind kind, BigInteger value) {
    return kind == LongKind.UINT64 ? value.subtract(SIGN).longValue() : value.longValue();
  }
}
