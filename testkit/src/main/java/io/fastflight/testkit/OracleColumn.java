package io.fastflight.testkit;

import java.util.function.LongFunction;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * One column of a {@link RowOracle}: what type it has and which value belongs to a base number.
 *
 * <p>Values are in the form {@link PlainValue} gives what was read, so that the two can be compared
 * by {@code equals}.
 *
 * @param name the column's name
 * @param type its Arrow type, once decoded and without its children's
 * @param rule from the base number to the value, or to null
 */
record OracleColumn(String name, ArrowType type, LongFunction<@Nullable Object> rule) {
  @Nullable Object value(long base) {
    return rule.apply(base);
  }
}
