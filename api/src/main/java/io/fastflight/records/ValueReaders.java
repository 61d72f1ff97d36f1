package io.fastflight.records;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reader of a column of plain values as a Java type. A type fits if every value of the
 * column has exactly one of its own in it.
 *
 * @param column names the column in messages
 * @param type neither nested nor encoded
 */
record ValueReaders(String column, ArrowType type) {
  /**
   * How many bits an integer may have besides its sign to be in a type. A {@code long} takes 64 of
   * them as well: a value that has no room is told when it comes.
   */
  private static final Map<Class<?>, Integer> INTEGER_BITS =
      Map.ofEntries(
          entry(byte.class, 7),
          entry(Byte.class, 7),
          entry(short.class, 15),
          entry(Short.class, 15),
          entry(int.class, 31),
          entry(Integer.class, 31),
          entry(OptionalInt.class, 31),
          entry(long.class, 64),
          entry(Long.class, 64),
          entry(OptionalLong.class, 64),
          entry(float.class, 24),
          entry(Float.class, 24),
          entry(double.class, 53),
          entry(Double.class, 53),
          entry(OptionalDouble.class, 53));

  /** Returns the reader, or empty if the type does not fit the column. */
  Optional<ColumnReader> as(Class<?> wanted) {
    return Optional.ofNullable(reader(wanted));
  }

  private @Nullable ColumnReader reader(Class<?> wanted) {
    return switch (type.getTypeID()) {
      case Int -> integer((ArrowType.Int) type, wanted);
      case FloatingPoint -> floating(((ArrowType.FloatingPoint) type).getPrecision(), wanted);
      case Bool -> bool(wanted);
      case Decimal -> decimal((ArrowType.Decimal) type, wanted);
      case Utf8 -> text(new BytesReader.Small(column, BytesReader.Form.TEXT), wanted);
      case LargeUtf8 -> text(new BytesReader.Large(column, BytesReader.Form.TEXT), wanted);
      case Utf8View -> text(new BytesReader.View(column, BytesReader.Form.TEXT), wanted);
      case Binary -> bytes(new BytesReader.Small(column, BytesReader.Form.BYTES), wanted);
      case LargeBinary -> bytes(new BytesReader.Large(column, BytesReader.Form.BYTES), wanted);
      case BinaryView -> bytes(new BytesReader.View(column, BytesReader.Form.BYTES), wanted);
      case FixedSizeBinary -> fixedBytes((ArrowType.FixedSizeBinary) type, wanted);
      case Null -> wanted.isPrimitive() ? null : new ObjectReader.OfNull(column);
      case Interval -> interval(((ArrowType.Interval) type).getUnit(), wanted);
      default -> temporal(wanted);
    };
  }

  private @Nullable ColumnReader temporal(Class<?> wanted) {
    if (type instanceof ArrowType.Date date && wanted == LocalDate.class) {
      return counted(date.getUnit() == DateUnit.DAY ? 32 : 64, Temporals.date(date.getUnit()));
    } else if (type instanceof ArrowType.Time time && wanted == LocalTime.class) {
      return counted(time.getBitWidth(), Temporals.time(time.getUnit()));
    } else if (type instanceof ArrowType.Duration duration && wanted == Duration.class) {
      return counted(64, Temporals.duration(duration.getUnit()));
    } else if (type instanceof ArrowType.Timestamp timestamp) {
      if (timestamp.getTimezone() == null) {
        return wanted == LocalDateTime.class
            ? counted(64, Temporals.dateTime(timestamp.getUnit()))
            : null;
      }
      return wanted == Instant.class ? counted(64, Temporals.instant(timestamp.getUnit())) : null;
    }
    return null;
  }

  private ColumnReader counted(int bits, LongFunction<?> form) {
    return new ObjectReader.OfLong(LongReader.of(column, bits, true), form);
  }

  private @Nullable ColumnReader integer(ArrowType.Int source, Class<?> wanted) {
    int bits = source.getBitWidth();
    boolean signed = source.getIsSigned();
    if (wanted == BigInteger.class || wanted == BigDecimal.class) {
      LongFunction<BigInteger> whole =
          signed || bits < 64
              ? BigInteger::valueOf
              : value -> new BigInteger(Long.toUnsignedString(value));
      LongReader raw = LongReader.of(column, bits, signed || bits == 64);
      return new ObjectReader.OfLong(
          raw, wanted == BigInteger.class ? whole : value -> new BigDecimal(whole.apply(value)));
    }
    int valueBits = signed ? bits - 1 : bits;
    boolean fits = valueBits <= INTEGER_BITS.getOrDefault(wanted, 0);
    return fits ? whole(LongReader.of(column, bits, signed), wanted) : null;
  }

  private static ColumnReader whole(LongReader values, Class<?> wanted) {
    if (wanted.isPrimitive()) {
      return values;
    } else if (wanted == OptionalInt.class) {
      return optional(
          new ObjectReader.OfLong(values, value -> OptionalInt.of((int) value)),
          OptionalInt.empty());
    } else if (wanted == OptionalLong.class) {
      return optional(new ObjectReader.OfLong(values, OptionalLong::of), OptionalLong.empty());
    } else if (wanted == OptionalDouble.class) {
      return optional(new ObjectReader.OfLong(values, OptionalDouble::of), OptionalDouble.empty());
    }
    return new ObjectReader.OfLong(values, boxing(wanted));
  }

  private static LongFunction<?> boxing(Class<?> wanted) {
    if (wanted == Byte.class) {
      return value -> (byte) value;
    } else if (wanted == Short.class) {
      return value -> (short) value;
    } else if (wanted == Integer.class) {
      return value -> (int) value;
    } else if (wanted == Float.class) {
      return value -> (float) value;
    } else if (wanted == Double.class) {
      return value -> (double) value;
    }
    return Long::valueOf;
  }

  private static ColumnReader optional(ObjectReader values, Object whenNull) {
    return new ObjectReader.WithDefault(values, whenNull);
  }

  private @Nullable ColumnReader floating(FloatingPointPrecision precision, Class<?> wanted) {
    DoubleReader values = DoubleReader.of(column, precision);
    boolean fitsFloat = precision != FloatingPointPrecision.DOUBLE;
    if (wanted == double.class || (wanted == float.class && fitsFloat)) {
      return values;
    } else if (wanted == Double.class) {
      return new ObjectReader.OfDouble(values, Double::valueOf);
    } else if (wanted == OptionalDouble.class) {
      return optional(
          new ObjectReader.OfDouble(values, OptionalDouble::of), OptionalDouble.empty());
    }
    return wanted == Float.class && fitsFloat
        ? new ObjectReader.OfDouble(values, value -> (float) value)
        : null;
  }

  private @Nullable ColumnReader bool(Class<?> wanted) {
    BooleanReader values = new BooleanReader.Bits(column);
    if (wanted == boolean.class) {
      return values;
    }
    return wanted == Boolean.class ? new ObjectReader.OfBoolean(values) : null;
  }

  private @Nullable ColumnReader decimal(ArrowType.Decimal source, Class<?> wanted) {
    DecimalReader values = new DecimalReader(column, source);
    if (wanted == BigDecimal.class) {
      return values;
    }
    return wanted == BigInteger.class && source.getScale() == 0
        ? new ObjectReader.Mapped(values, value -> ((BigDecimal) value).unscaledValue())
        : null;
  }

  private @Nullable ColumnReader text(ObjectReader texts, Class<?> wanted) {
    if (wanted == String.class) {
      return texts;
    }
    return wanted.isEnum() ? new ObjectReader.Mapped(texts, constants(wanted)) : null;
  }

  private Function<Object, Object> constants(Class<?> enumType) {
    Map<Object, Object> byName = new HashMap<>();
    for (Object constant : enumType.getEnumConstants()) {
      byName.put(((Enum<?>) constant).name(), constant);
    }
    return text -> {
      Object constant = byName.get(text);
      if (constant == null) {
        throw new BadValueException(
            "column '%s' is '%s', and %s has only %s"
                .formatted(
                    column,
                    brief(text.toString()),
                    enumType.getSimpleName(),
                    Stream.of(enumType.getEnumConstants())
                        .map(known -> ((Enum<?>) known).name())
                        .toList()));
      }
      return constant;
    };
  }

  private static String brief(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  private @Nullable ColumnReader bytes(ObjectReader bytes, Class<?> wanted) {
    return wanted == byte[].class ? bytes : null;
  }

  private @Nullable ColumnReader fixedBytes(ArrowType.FixedSizeBinary source, Class<?> wanted) {
    BytesReader bytes = new BytesReader.Fixed(column);
    if (wanted == UUID.class && source.getByteWidth() == 16) {
      return new ObjectReader.Mapped(
          bytes,
          value -> {
            ByteBuffer halves = ByteBuffer.wrap((byte[]) value);
            return new UUID(halves.getLong(), halves.getLong());
          });
    }
    return bytes(bytes, wanted);
  }

  private @Nullable ColumnReader interval(IntervalUnit unit, Class<?> wanted) {
    Class<?> given =
        switch (unit) {
          case YEAR_MONTH -> Period.class;
          case DAY_TIME -> Duration.class;
          case MONTH_DAY_NANO -> PeriodDuration.class;
        };
    return List.of(given).contains(wanted) ? new IntervalReader(column) : null;
  }
}
