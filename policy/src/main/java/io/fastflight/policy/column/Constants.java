package io.fastflight.policy.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Fills columns with one value. */
final class Constants {
  private Constants() {}

  /**
   * Checks that a column can hold the value.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static void check(Field field, Object value) {
    if (!fits(field.getType(), value)) {
      throw new IllegalArgumentException(
          "Column '%s' of type %s cannot hold the constant '%s'. Constants are for texts, integers, 32- and 64-bit fractions, decimals and truth values."
              .formatted(field.getName(), field.getType(), value));
    }
  }

  private static boolean fits(ArrowType type, Object value) {
    return switch (type.getTypeID()) {
      case Utf8, LargeUtf8, Utf8View ->
          value instanceof String && !(type instanceof ArrowType.ExtensionType);
      case Bool -> value instanceof Boolean;
      case Int -> value instanceof BigDecimal number && fits((ArrowType.Int) type, number);
      case FloatingPoint ->
          value instanceof BigDecimal
              && ((ArrowType.FloatingPoint) type).getPrecision() != FloatingPointPrecision.HALF;
      case Decimal -> value instanceof BigDecimal number && fits((ArrowType.Decimal) type, number);
      default -> false;
    };
  }

  private static boolean fits(ArrowType.Int type, BigDecimal number) {
    if (number.stripTrailingZeros().scale() > 0) {
      return false;
    }
    BigInteger whole = number.toBigInteger();
    return type.getIsSigned()
        ? whole.bitLength() < type.getBitWidth()
        : whole.signum() >= 0 && whole.bitLength() <= type.getBitWidth();
  }

  private static boolean fits(ArrowType.Decimal type, BigDecimal number) {
    BigDecimal least = number.stripTrailingZeros();
    return least.scale() <= type.getScale()
        && least.setScale(type.getScale()).precision() <= type.getPrecision();
  }

  /** Sets all rows of a column that can hold the value. */
  static void fill(FieldVector column, int rows, Object value) {
    Setter setter = setter(column, value);
    for (int row = 0; row < rows; row++) {
      setter.set(row);
    }
  }

  /** Sets one row. */
  private interface Setter {
    void set(int row);
  }

  private static Setter setter(FieldVector column, Object value) {
    if (value instanceof String text) {
      return text(column, text.getBytes(StandardCharsets.UTF_8));
    }
    if (value instanceof Boolean truth) {
      return row -> ((BitVector) column).setSafe(row, truth ? 1 : 0);
    }
    BigDecimal number = (BigDecimal) value;
    if (column instanceof BaseIntVector integers) {
      long whole = number.toBigInteger().longValue();
      return row -> integers.setWithPossibleTruncate(row, whole);
    } else if (column instanceof Float4Vector floats) {
      return row -> floats.setSafe(row, number.floatValue());
    } else if (column instanceof Float8Vector doubles) {
      return row -> doubles.setSafe(row, number.doubleValue());
    } else if (column instanceof DecimalVector decimals) {
      BigDecimal scaled = number.setScale(decimals.getScale());
      return row -> decimals.setSafe(row, scaled);
    }
    Decimal256Vector decimals = (Decimal256Vector) column;
    BigDecimal scaled = number.setScale(decimals.getScale());
    return row -> decimals.setSafe(row, scaled);
  }

  private static Setter text(FieldVector column, byte[] text) {
    if (column instanceof VarCharVector texts) {
      return row -> texts.setSafe(row, text);
    } else if (column instanceof LargeVarCharVector texts) {
      return row -> texts.setSafe(row, text);
    }
    return row -> ((ViewVarCharVector) column).setSafe(row, text);
  }
}
