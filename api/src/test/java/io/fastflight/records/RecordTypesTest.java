package io.fastflight.records;

import static io.fastflight.records.Columns.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.InvalidParamsException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.Int;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The table of docs/reference/records.md, type by type; the second row of each batch is null. */
class RecordTypesTest {
  private final BufferAllocator memory = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    memory.close();
  }

  record Integers(
      byte a, short b, int c, long d, short e, int f, long g, long h, double i, float j) {}

  @Test
  void integersAreReadAsTheirTypeOrAWiderOne() {
    try (Columns columns =
            new Columns(memory)
                .with(nullable("a", new Int(8, true)), (TinyIntVector v) -> v.set(0, -128))
                .with(nullable("b", new Int(16, true)), (SmallIntVector v) -> v.set(0, -32768))
                .with(nullable("c", new Int(16, true)), (SmallIntVector v) -> v.set(0, 32767))
                .with(nullable("d", new Int(64, true)), (BigIntVector v) -> v.set(0, -5L << 40))
                .with(nullable("e", new Int(8, false)), (UInt1Vector v) -> v.set(0, 255))
                .with(nullable("f", new Int(16, false)), (UInt2Vector v) -> v.set(0, 65535))
                .with(nullable("g", new Int(32, false)), (UInt4Vector v) -> v.set(0, -1))
                .with(nullable("h", new Int(64, false)), (UInt8Vector v) -> v.set(0, 7L))
                .with(nullable("i", new Int(32, true)), (IntVector v) -> v.set(0, 1 << 30))
                .with(nullable("j", new Int(8, true)), (TinyIntVector v) -> v.set(0, -3));
        Table table = columns.table(1, 1)) {
      assertThat(read(table, Integers.class))
          .containsExactly(
              new Integers(
                  (byte) -128,
                  (short) -32768,
                  32767,
                  -5L << 40,
                  (short) 255,
                  65535,
                  (1L << 32) - 1,
                  7,
                  1 << 30,
                  -3f));
    }
  }

  record Boxed(
      Byte a,
      Short b,
      Integer c,
      Long d,
      Float e,
      Double f,
      Boolean g,
      OptionalInt h,
      OptionalLong i,
      OptionalDouble j,
      Optional<Boolean> k,
      BigInteger l,
      BigDecimal m) {}

  private Columns boxedColumns() {
    return new Columns(memory)
        .with(nullable("a", new Int(8, true)), (TinyIntVector v) -> v.set(0, 1))
        .with(nullable("b", new Int(16, true)), (SmallIntVector v) -> v.set(0, 2))
        .with(nullable("c", new Int(32, true)), (IntVector v) -> v.set(0, 3))
        .with(nullable("d", new Int(64, true)), (BigIntVector v) -> v.set(0, 4))
        .with(floating("e", FloatingPointPrecision.SINGLE), (Float4Vector v) -> v.set(0, 5.5f))
        .with(floating("f", FloatingPointPrecision.SINGLE), (Float4Vector v) -> v.set(0, 6.5f))
        .with(nullable("g", ArrowType.Bool.INSTANCE), (BitVector v) -> v.set(0, 1))
        .with(nullable("h", new Int(32, true)), (IntVector v) -> v.set(0, 7))
        .with(nullable("i", new Int(64, true)), (BigIntVector v) -> v.set(0, 8))
        .with(floating("j", FloatingPointPrecision.SINGLE), (Float4Vector v) -> v.set(0, 9))
        .with(nullable("k", ArrowType.Bool.INSTANCE), (BitVector v) -> v.set(0, 0))
        .with(nullable("l", new Int(64, false)), (UInt8Vector v) -> v.set(0, -1L))
        .with(nullable("m", new Int(64, true)), (BigIntVector v) -> v.set(0, -1L));
  }

  @Test
  void nullIsNullOrEmptyInWhatCanBeNull() {
    try (Columns columns = boxedColumns();
        Table table = columns.table(2, 1)) {
      assertThat(read(table, Boxed.class))
          .containsExactly(
              new Boxed(
                  (byte) 1,
                  (short) 2,
                  3,
                  4L,
                  5.5f,
                  6.5,
                  true,
                  OptionalInt.of(7),
                  OptionalLong.of(8),
                  OptionalDouble.of(9),
                  Optional.of(false),
                  new BigInteger("18446744073709551615"),
                  BigDecimal.valueOf(-1)),
              new Boxed(
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  OptionalInt.empty(),
                  OptionalLong.empty(),
                  OptionalDouble.empty(),
                  Optional.empty(),
                  null,
                  null));
    }
  }

  record Floats(float a, float b, double c, double d, boolean e) {}

  @Test
  void floatsAreReadAsTheirTypeOrAWiderOne() {
    try (Columns columns =
            new Columns(memory)
                .with(
                    floating("a", FloatingPointPrecision.HALF),
                    (Float2Vector v) -> v.setWithPossibleTruncate(0, 1.5f))
                .with(
                    floating("b", FloatingPointPrecision.SINGLE), (Float4Vector v) -> v.set(0, -0f))
                .with(
                    floating("c", FloatingPointPrecision.SINGLE),
                    (Float4Vector v) -> v.set(0, 2.25f))
                .with(
                    floating("d", FloatingPointPrecision.DOUBLE),
                    (Float8Vector v) -> v.set(0, Double.NaN))
                .with(nullable("e", ArrowType.Bool.INSTANCE), (BitVector v) -> v.set(0, 1));
        Table table = columns.table(1, 1)) {
      assertThat(read(table, Floats.class))
          .containsExactly(new Floats(1.5f, -0f, 2.25, Double.NaN, true));
    }
  }

  record Texts(String a, String b, String c, Optional<String> d, Level e) {}

  enum Level {
    LOW,
    HIGH
  }

  @Test
  void textsAreReadInEveryLayout() {
    String longText = "\u00e9\uD83D\uDE00 ".repeat(2_000);
    try (Columns columns =
            new Columns(memory)
                .with(
                    nullable("a", ArrowType.Utf8.INSTANCE),
                    (VarCharVector v) -> v.setSafe(0, utf8(longText)))
                .with(
                    nullable("b", ArrowType.LargeUtf8.INSTANCE),
                    (LargeVarCharVector v) -> v.setSafe(0, utf8("\u00e9")))
                .with(
                    nullable("c", ArrowType.Utf8View.INSTANCE),
                    (ViewVarCharVector v) -> v.setSafe(0, utf8("longer than twelve bytes")))
                .with(
                    nullable("d", ArrowType.Utf8.INSTANCE),
                    (VarCharVector v) -> v.setSafe(0, utf8("")))
                .with(
                    nullable("e", ArrowType.Utf8.INSTANCE),
                    (VarCharVector v) -> v.setSafe(0, utf8("HIGH")));
        Table table = columns.table(2, 1)) {
      assertThat(read(table, Texts.class))
          .containsExactly(
              new Texts(
                  longText, "\u00e9", "longer than twelve bytes", Optional.of(""), Level.HIGH),
              new Texts(null, null, null, Optional.empty(), null));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // what is tested
  record Bytes(byte[] a, byte[] b, byte[] c, byte[] d, UUID e) {}

  @Test
  void bytesAreReadInEveryLayout() {
    UUID id = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    byte[] idBytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    byte[] value = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0};
    try (Columns columns =
            new Columns(memory)
                .with(
                    nullable("a", ArrowType.Binary.INSTANCE),
                    (VarBinaryVector v) -> v.setSafe(0, value))
                .with(
                    nullable("b", ArrowType.LargeBinary.INSTANCE),
                    (LargeVarBinaryVector v) -> v.setSafe(0, value))
                .with(
                    nullable("c", ArrowType.BinaryView.INSTANCE),
                    (ViewVarBinaryVector v) -> v.setSafe(0, value))
                .with(
                    nullable("d", new ArrowType.FixedSizeBinary(16)),
                    (FixedSizeBinaryVector v) -> v.setSafe(0, value))
                .with(
                    nullable("e", new ArrowType.FixedSizeBinary(16)),
                    (FixedSizeBinaryVector v) -> v.setSafe(0, idBytes));
        Table table = columns.table(2, 1)) {
      List<Bytes> rows = read(table, Bytes.class);
      assertThat(List.of(rows.get(0).a, rows.get(0).b, rows.get(0).c, rows.get(0).d))
          .allSatisfy(bytes -> assertThat(bytes).isEqualTo(value));
      assertThat(rows.get(0).e).isEqualTo(id);
      assertThat(rows.get(1)).isEqualTo(new Bytes(null, null, null, null, null));
    }
  }

  record Times(
      LocalDate a,
      LocalDate b,
      LocalTime c,
      LocalTime d,
      LocalDateTime e,
      Instant f,
      Duration g,
      Period h,
      Duration i,
      PeriodDuration j) {}

  private Columns temporalColumns() {
    return new Columns(memory)
        .with(nullable("a", new ArrowType.Date(DateUnit.DAY)), (DateDayVector v) -> v.set(0, -1))
        .with(
            nullable("b", new ArrowType.Date(DateUnit.MILLISECOND)),
            (DateMilliVector v) -> v.set(0, -86_400_000L))
        .with(
            nullable("c", new ArrowType.Time(TimeUnit.SECOND, 32)),
            (TimeSecVector v) -> v.set(0, 3_661))
        .with(
            nullable("d", new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
            (TimeMicroVector v) -> v.set(0, 1_000_001L))
        .with(
            nullable("e", new ArrowType.Timestamp(TimeUnit.NANOSECOND, null)),
            (TimeStampNanoVector v) -> v.set(0, -1L))
        .with(
            nullable("f", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Asia/Tokyo")),
            (TimeStampMicroTZVector v) -> v.set(0, -1L))
        .with(
            nullable("g", new ArrowType.Duration(TimeUnit.MILLISECOND)),
            (DurationVector v) -> v.set(0, -1_500L))
        .with(
            nullable("h", new ArrowType.Interval(IntervalUnit.YEAR_MONTH)),
            (IntervalYearVector v) -> v.set(0, 14))
        .with(
            nullable("i", new ArrowType.Interval(IntervalUnit.DAY_TIME)),
            (IntervalDayVector v) -> v.set(0, 1, 500))
        .with(
            nullable("j", new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)),
            (IntervalMonthDayNanoVector v) -> v.set(0, 1, 2, 3));
  }

  @Test
  void temporalsAreReadAsJavaTime() {
    try (Columns columns = temporalColumns();
        Table table = columns.table(2, 1)) {
      assertThat(read(table, Times.class))
          .containsExactly(
              new Times(
                  LocalDate.of(1969, 12, 31),
                  LocalDate.of(1969, 12, 31),
                  LocalTime.of(1, 1, 1),
                  LocalTime.of(0, 0, 1, 1_000),
                  LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_999),
                  Instant.ofEpochSecond(-1, 999_999_000),
                  Duration.ofMillis(-1_500),
                  Period.ofMonths(14),
                  Duration.ofDays(1).plusMillis(500),
                  new PeriodDuration(Period.of(0, 1, 2), Duration.ofNanos(3))),
              new Times(null, null, null, null, null, null, null, null, null, null));
    }
  }

  record Time(LocalTime a) {}

  @Test
  void aTimeThatIsNoneIsNamed() {
    try (Columns columns =
            new Columns(memory)
                .with(
                    nullable("a", new ArrowType.Time(TimeUnit.SECOND, 32)),
                    (TimeSecVector v) -> v.set(0, 90_000));
        Table table = columns.table(1, 1)) {
      assertThatThrownBy(() -> read(table, Time.class))
          .isInstanceOf(InvalidParamsException.class)
          .hasMessageStartingWith(
              "Row 0 does not fit: column 'a' has 90000, which its component has no value for: ");
    }
  }

  record Decimals(BigDecimal a, BigDecimal b, BigInteger c) {}

  @Test
  void decimalsKeepTheirScale() {
    BigDecimal wide = new BigDecimal("1234567890123456789012345678901234567890123456.50");
    try (Columns columns =
            new Columns(memory)
                .with(
                    nullable("a", new ArrowType.Decimal(18, 3, 128)),
                    (DecimalVector v) -> v.set(0, new BigDecimal("-1.500")))
                .with(
                    nullable("b", new ArrowType.Decimal(60, 2, 256)),
                    (Decimal256Vector v) -> v.set(0, wide))
                .with(
                    nullable("c", new ArrowType.Decimal(38, 0, 128)),
                    (DecimalVector v) -> v.set(0, new BigDecimal("99999999999999999999")));
        Table table = columns.table(2, 1)) {
      assertThat(read(table, Decimals.class))
          .containsExactly(
              new Decimals(new BigDecimal("-1.500"), wide, new BigInteger("99999999999999999999")),
              new Decimals(null, null, null));
    }
  }

  private static <R extends Record> List<R> read(Table table, Class<R> type) {
    try (Stream<R> rows = Records.stream(table.reader(), type)) {
      return rows.toList();
    }
  }

  private static Field nullable(String name, ArrowType type) {
    return Field.nullable(name, type);
  }

  private static Field floating(String name, FloatingPointPrecision precision) {
    return Field.nullable(name, new ArrowType.FloatingPoint(precision));
  }
}
