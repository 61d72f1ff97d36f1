package io.fastflight.records;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Names the Java types a column can be read as, for messages. */
final class JavaTypes {
  private JavaTypes() {}

  /** Returns the types that fit, to read after "make it". */
  static String of(ArrowType type) {
    return switch (type.getTypeID()) {
      case Int -> integer((ArrowType.Int) type);
      case FloatingPoint ->
          ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE
              ? "double"
              : "float or double";
      case Bool -> "boolean";
      case Decimal ->
          ((ArrowType.Decimal) type).getScale() == 0 ? "BigDecimal or BigInteger" : "BigDecimal";
      case Utf8, LargeUtf8, Utf8View -> "String or an enum";
      case Binary, LargeBinary, BinaryView -> "byte[]";
      case FixedSizeBinary ->
          ((ArrowType.FixedSizeBinary) type).getByteWidth() == 16 ? "byte[] or UUID" : "byte[]";
      case Date -> "LocalDate";
      case Time -> "LocalTime";
      case Timestamp ->
          ((ArrowType.Timestamp) type).getTimezone() == null ? "LocalDateTime" : "Instant";
      case Duration -> "Duration";
      case Interval -> interval(((ArrowType.Interval) type).getUnit());
      case List, LargeList, FixedSizeList, ListView, LargeListView ->
          "a List of its elements' type";
      case Map -> "a Map of its keys' and values' types";
      case Struct -> "a record";
      case Null -> "Optional or a type that can be null";
      default -> "something read from the batches: no Java type stands for it";
    };
  }

  private static String integer(ArrowType.Int type) {
    int valueBits = type.getIsSigned() ? type.getBitWidth() - 1 : type.getBitWidth();
    if (valueBits < Byte.SIZE) {
      return "byte or wider";
    } else if (valueBits < Short.SIZE) {
      return "short or wider";
    }
    return valueBits < Integer.SIZE ? "int or wider" : "long or BigInteger";
  }

  private static String interval(IntervalUnit unit) {
    return switch (unit) {
      case YEAR_MONTH -> "Period";
      case DAY_TIME -> "Duration";
      case MONTH_DAY_NANO -> "Arrow's PeriodDuration";
    };
  }
}
