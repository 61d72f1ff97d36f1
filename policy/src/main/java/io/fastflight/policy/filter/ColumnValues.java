package io.fastflight.policy.filter;

import io.fastflight.policy.filter.Condition.Order;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** How the values of one column are compared, and what an operand is among them. */
final class ColumnValues {
  /** Types that are compared in the same way. */
  enum Family {
    /** Whole numbers in memory, also dates and times. */
    WHOLE,
    /** Floating point. */
    FRACTION,
    /** Decimals. */
    DECIMAL,
    /** Text. */
    TEXT,
    /** True or false. */
    TRUTH
  }

  private static final BigDecimal MILLIS_A_DAY = BigDecimal.valueOf(86_400_000);

  private final Field field;
  private final ArrowType type;

  ColumnValues(Field field) {
    this.field = field;
    this.type = storage(field.getType());
  }

  private static ArrowType storage(ArrowType type) {
    return type instanceof ArrowType.ExtensionType extension
        ? storage(extension.storageType())
        : type;
  }

  /**
   * Returns how the values are compared.
   *
   * @throws IllegalArgumentException if they cannot be
   */
  Family family() {
    return switch (type.getTypeID()) {
      case Int, Date, Time, Timestamp -> Family.WHOLE;
      case FloatingPoint -> Family.FRACTION;
      case Decimal -> Family.DECIMAL;
      case Utf8, LargeUtf8, Utf8View -> Family.TEXT;
      case Bool -> Family.TRUTH;
      default -> throw cannot("be compared");
    };
  }

  /** Returns how the whole numbers of the column lie. */
  LongKind longKind() {
    if (type instanceof ArrowType.Int integer) {
      return LongKind.of(integer.getBitWidth(), integer.getIsSigned());
    }
    if (type instanceof ArrowType.Date date) {
      return date.getUnit() == DateUnit.DAY ? LongKind.INT32 : LongKind.INT64;
    }
    return type instanceof ArrowType.Time time && time.getBitWidth() == Integer.SIZE
        ? LongKind.INT32
        : LongKind.INT64;
  }

  /** Returns the operand as a number, which may lie between two of the column's. */
  BigDecimal number(Object operand) {
    try {
      if (type instanceof ArrowType.Date date) {
        BigDecimal day = BigDecimal.valueOf(LocalDate.parse(text(operand)).toEpochDay());
        return date.getUnit() == DateUnit.DAY ? day : day.multiply(MILLIS_A_DAY);
      }
      if (type instanceof ArrowType.Time time) {
        long nanos = LocalTime.parse(text(operand)).toNanoOfDay();
        return BigDecimal.valueOf(nanos, 9).scaleByPowerOfTen(digits(time.getUnit()));
      }
      if (type instanceof ArrowType.Timestamp timestamp) {
        Instant instant = instant(timestamp, text(operand));
        return BigDecimal.valueOf(instant.getEpochSecond())
            .add(BigDecimal.valueOf(instant.getNano(), 9))
            .scaleByPowerOfTen(digits(timestamp.getUnit()));
      }
    } catch (DateTimeException unreadable) {
      throw new IllegalArgumentException(
          "Column '%s' of type %s is compared with something else than %s."
              .formatted(field.getName(), type, temporalForm()),
          unreadable);
    }
    if (operand instanceof BigDecimal number) {
      return number;
    }
    throw mustBe("a number");
  }

  private static Instant instant(ArrowType.Timestamp type, String text) {
    if (type.getTimezone() != null) {
      return OffsetDateTime.parse(text).toInstant();
    }
    return text.indexOf('T') < 0
        ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }

  private String temporalForm() {
    return switch (type.getTypeID()) {
      case Date -> "a date as '2026-01-31'";
      case Time -> "a time as '08:15:00'";
      default ->
          ((ArrowType.Timestamp) type).getTimezone() == null
              ? "a time as '2026-01-31T08:15:00' or a date"
              : "a time with its offset as '2026-01-31T08:15:00Z'";
    };
  }

  private static int digits(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 0;
      case MILLISECOND -> 3;
      case MICROSECOND -> 6;
      case NANOSECOND -> 9;
    };
  }

  /** Returns the operand, rounded to what the column can hold. */
  double fraction(Object operand) {
    if (operand instanceof BigDecimal number) {
      return switch (((ArrowType.FloatingPoint) type).getPrecision()) {
        case HALF -> Float16.toFloat(Float16.toFloat16(number.floatValue()));
        case SINGLE -> number.floatValue();
        case DOUBLE -> number.doubleValue();
      };
    }
    throw mustBe("a number");
  }

  String text(Object operand) {
    if (operand instanceof String text) {
      return text;
    }
    throw mustBe("a text");
  }

  /** Returns which of the two values a column is compared with; there is no order between them. */
  boolean truth(Order order, Object operand) {
    if (order == Order.EQUAL && operand instanceof Boolean truth) {
      return truth;
    }
    throw cannot("be compared but by = or != with true or false");
  }

  IllegalArgumentException cannot(String what) {
    return new IllegalArgumentException(
        "Column '%s' of type %s cannot %s.".formatted(field.getName(), type, what));
  }

  /** The value is not quoted: it may be a claim of the caller's. */
  private IllegalArgumentException mustBe(String wanted) {
    return new IllegalArgumentException(
        "Column '%s' of type %s is compared with something else than %s."
            .formatted(field.getName(), type, wanted));
  }
}
