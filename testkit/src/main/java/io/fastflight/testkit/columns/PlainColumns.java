package io.fastflight.testkit.columns;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
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

/** One column for every Arrow type without children. */
public final class PlainColumns {
  private PlainColumns() {}

  /** Returns a column of each type that has no children. */
  public static List<SampleColumn> all() {
    List<SampleColumn> all = new ArrayList<>(integers());
    all.addAll(otherNumbers());
    all.addAll(textAndBytes());
    all.addAll(views());
    all.addAll(dates());
    all.addAll(times());
    all.addAll(timestamps());
    all.addAll(spans());
    return all;
  }

  /**
   * Returns the bytes that a row of text or binary has, of a length that differs from row to row
   * and may be 0.
   */
  public static byte[] bytes(int row) {
    return ("row" + row).repeat(row % 5).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a column of each integer type. */
  public static List<SampleColumn> integers() {
    return List.of(
        SampleColumn.of(
            "int8", new ArrowType.Int(8, true), (TinyIntVector v, int i) -> v.setSafe(i, i)),
        SampleColumn.of(
            "int16", new ArrowType.Int(16, true), (SmallIntVector v, int i) -> v.setSafe(i, -i)),
        SampleColumn.of(
            "int32", new ArrowType.Int(32, true), (IntVector v, int i) -> v.setSafe(i, i * 1_000)),
        SampleColumn.of(
            "int64",
            new ArrowType.Int(64, true),
            (BigIntVector v, int i) -> v.setSafe(i, Long.MIN_VALUE + i)),
        SampleColumn.of(
            "uint8", new ArrowType.Int(8, false), (UInt1Vector v, int i) -> v.setSafe(i, 255 - i)),
        SampleColumn.of(
            "uint16",
            new ArrowType.Int(16, false),
            (UInt2Vector v, int i) -> v.setSafe(i, 65_535 - i)),
        SampleColumn.of(
            "uint32", new ArrowType.Int(32, false), (UInt4Vector v, int i) -> v.setSafe(i, -1 - i)),
        SampleColumn.of(
            "uint64",
            new ArrowType.Int(64, false),
            (UInt8Vector v, int i) -> v.setSafe(i, -1L - i)));
  }

  static List<SampleColumn> otherNumbers() {
    return List.of(
        SampleColumn.of(
            "bool", ArrowType.Bool.INSTANCE, (BitVector v, int i) -> v.setSafe(i, i % 2)),
        SampleColumn.of(
            "float16",
            new ArrowType.FloatingPoint(FloatingPointPrecision.HALF),
            (Float2Vector v, int i) -> v.setSafe(i, (short) i)),
        SampleColumn.of(
            "float32",
            new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
            (Float4Vector v, int i) -> v.setSafe(i, i / 3f)),
        SampleColumn.of(
            "float64",
            new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
            (Float8Vector v, int i) -> v.setSafe(i, i / 3d)),
        SampleColumn.of(
            "decimal128",
            new ArrowType.Decimal(38, 4, 128),
            (DecimalVector v, int i) -> v.setSafe(i, BigDecimal.valueOf(-i, 4))),
        SampleColumn.of(
            "decimal256",
            new ArrowType.Decimal(76, 4, 256),
            (Decimal256Vector v, int i) -> v.setSafe(i, BigDecimal.valueOf(i, 4))));
  }

  /** Returns a column of each type of text and of binary but for views. */
  public static List<SampleColumn> textAndBytes() {
    return List.of(
        SampleColumn.of(
            "utf8", ArrowType.Utf8.INSTANCE, (VarCharVector v, int i) -> v.setSafe(i, bytes(i))),
        SampleColumn.of(
            "large_utf8",
            ArrowType.LargeUtf8.INSTANCE,
            (LargeVarCharVector v, int i) -> v.setSafe(i, bytes(i))),
        SampleColumn.of(
            "binary",
            ArrowType.Binary.INSTANCE,
            (VarBinaryVector v, int i) -> v.setSafe(i, bytes(i))),
        SampleColumn.of(
            "large_binary",
            ArrowType.LargeBinary.INSTANCE,
            (LargeVarBinaryVector v, int i) -> v.setSafe(i, bytes(i))),
        SampleColumn.of(
            "fixed_size_binary",
            new ArrowType.FixedSizeBinary(3),
            (FixedSizeBinaryVector v, int i) -> v.setSafe(i, new byte[] {(byte) i, 1, 2})));
  }

  /** Views keep values up to 12 bytes in place and longer ones in further buffers. */
  static List<SampleColumn> views() {
    return List.of(
        SampleColumn.of(
            "utf8_view",
            ArrowType.Utf8View.INSTANCE,
            (ViewVarCharVector v, int i) -> v.setSafe(i, bytes(i))),
        SampleColumn.of(
            "binary_view",
            ArrowType.BinaryView.INSTANCE,
            (ViewVarBinaryVector v, int i) -> v.setSafe(i, bytes(i))));
  }

  static List<SampleColumn> dates() {
    return List.of(
        SampleColumn.of(
            "date_day",
            new ArrowType.Date(DateUnit.DAY),
            (DateDayVector v, int i) -> v.setSafe(i, i)),
        SampleColumn.of(
            "date_milli",
            new ArrowType.Date(DateUnit.MILLISECOND),
            (DateMilliVector v, int i) -> v.setSafe(i, 86_400_000L * i)));
  }

  static List<SampleColumn> times() {
    return List.of(
        SampleColumn.of(
            "time_second",
            new ArrowType.Time(TimeUnit.SECOND, 32),
            (TimeSecVector v, int i) -> v.setSafe(i, i)),
        SampleColumn.of(
            "time_milli",
            new ArrowType.Time(TimeUnit.MILLISECOND, 32),
            (TimeMilliVector v, int i) -> v.setSafe(i, i)),
        SampleColumn.of(
            "time_micro",
            new ArrowType.Time(TimeUnit.MICROSECOND, 64),
            (TimeMicroVector v, int i) -> v.setSafe(i, i)),
        SampleColumn.of(
            "time_nano",
            new ArrowType.Time(TimeUnit.NANOSECOND, 64),
            (TimeNanoVector v, int i) -> v.setSafe(i, i)));
  }

  static List<SampleColumn> timestamps() {
    List<SampleColumn> all = new ArrayList<>();
    for (TimeUnit unit : TimeUnit.values()) {
      for (String zone : new String[] {null, "Asia/Kolkata"}) {
        String name = "timestamp_" + unit + (zone == null ? "" : "_zoned");
        all.add(
            SampleColumn.of(
                name,
                new ArrowType.Timestamp(unit, zone),
                (TimeStampVector v, int i) -> v.setSafe(i, 1_000L * i)));
      }
    }
    return all;
  }

  static List<SampleColumn> spans() {
    List<SampleColumn> all = new ArrayList<>();
    for (TimeUnit unit : TimeUnit.values()) {
      all.add(
          SampleColumn.of(
              "duration_" + unit,
              new ArrowType.Duration(unit),
              (DurationVector v, int i) -> v.setSafe(i, 7L * i)));
    }
    all.add(
        SampleColumn.of(
            "interval_year_month",
            new ArrowType.Interval(IntervalUnit.YEAR_MONTH),
            (IntervalYearVector v, int i) -> v.setSafe(i, i)));
    all.add(
        SampleColumn.of(
            "interval_day_time",
            new ArrowType.Interval(IntervalUnit.DAY_TIME),
            (IntervalDayVector v, int i) -> v.setSafe(i, i, 500)));
    all.add(
        SampleColumn.of(
            "interval_month_day_nano",
            new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO),
            (IntervalMonthDayNanoVector v, int i) -> v.setSafe(i, i, 1, 5L)));
    return all;
  }
}
