package io.fastflight.testkit;

import static org.apache.arrow.vector.types.DateUnit.DAY;
import static org.apache.arrow.vector.types.FloatingPointPrecision.DOUBLE;
import static org.apache.arrow.vector.types.FloatingPointPrecision.SINGLE;
import static org.apache.arrow.vector.types.IntervalUnit.MONTH_DAY_NANO;
import static org.apache.arrow.vector.types.TimeUnit.MICROSECOND;
import static org.apache.arrow.vector.types.TimeUnit.MILLISECOND;
import static org.apache.arrow.vector.types.TimeUnit.NANOSECOND;
import static org.apache.arrow.vector.types.TimeUnit.SECOND;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.Decimal;
import org.apache.arrow.vector.types.pojo.ArrowType.FixedSizeList;
import org.apache.arrow.vector.types.pojo.ArrowType.FloatingPoint;
import org.apache.arrow.vector.types.pojo.ArrowType.Int;
import org.apache.arrow.vector.types.pojo.ArrowType.Interval;
import org.apache.arrow.vector.types.pojo.ArrowType.Time;
import org.apache.arrow.vector.types.pojo.ArrowType.Timestamp;

/**
 * The columns of the {@code mixed} kind, in order: one per type.
 *
 * <p>The table follows {@code docs/reference/demo-generate.md}, line by line.
 */
final class MixedColumns {
  private static final long TWO_POW_32 = 1L << 32;
  private static final String TWO_AND_FOUR_BYTES = "\u00e9\uD83D\uDE00"; // their length in UTF-8
  private static final List<String> LEVELS = List.of("low", "mid", "high");

  static final List<OracleColumn> ALL =
      List.of(
          column("bool", ArrowType.Bool.INSTANCE, x -> x % 2 == 1),
          column("int8", new Int(8, true), x -> x % 256 - 128),
          column("int16", new Int(16, true), x -> x % 65_536 - 32_768),
          column("int32", new Int(32, true), x -> x - 1_073_741_824),
          column("int64", new Int(64, true), x -> x * TWO_POW_32),
          column("uint8", new Int(8, false), x -> x % 256),
          column("uint16", new Int(16, false), x -> x % 65_536),
          column("uint32", new Int(32, false), x -> x * 2),
          column("uint64", new Int(64, false), x -> x * TWO_POW_32),
          column("float32", new FloatingPoint(SINGLE), x -> (x % 16_777_216) / 256f),
          column("float64", new FloatingPoint(DOUBLE), x -> x / 1024.0),
          column("decimal", new Decimal(18, 3, 128), x -> BigDecimal.valueOf(x, 3)),
          column("date", new ArrowType.Date(DAY), x -> x % 40_000),
          column("time", new Time(MICROSECOND, 64), x -> (x % 86_400) * 1_000_000),
          column("timestamp_s", new Timestamp(SECOND, null), x -> x),
          column("timestamp_ms", new Timestamp(MILLISECOND, null), x -> x),
          column("timestamp_us", new Timestamp(MICROSECOND, null), x -> x),
          column("timestamp_ns", new Timestamp(NANOSECOND, null), x -> x),
          column("timestamp_tz", new Timestamp(MICROSECOND, "UTC"), x -> x),
          column("interval", new Interval(MONTH_DAY_NANO), MixedColumns::interval),
          column("utf8", ArrowType.Utf8.INSTANCE, MixedColumns::text),
          column("binary", ArrowType.Binary.INSTANCE, MixedColumns::bytes),
          column("list", ArrowType.List.INSTANCE, MixedColumns::list),
          column("struct", ArrowType.Struct.INSTANCE, x -> Map.of("a", x, "b", "s" + x)),
          column("enum", ArrowType.Utf8.INSTANCE, x -> LEVELS.get((int) (x % 3))),
          column("map", new ArrowType.Map(false), x -> Map.of("k", x)),
          column("fixed_list", new FixedSizeList(2), x -> List.of(x % 1_000, x % 7)));

  private MixedColumns() {}

  private static OracleColumn column(String name, ArrowType type, LongFunction<Object> rule) {
    return new OracleColumn(name, type, x -> x % 11 == 0 ? null : rule.apply(x));
  }

  private static Object interval(long x) {
    return new PeriodDuration(
        Period.of(0, (int) (x % 1_200), (int) (x % 28)), Duration.ofSeconds(x % 86_400));
  }

  private static Object text(long x) {
    if (x % 7 == 0) {
      return "";
    }
    return (x % 5 == 0 ? TWO_AND_FOUR_BYTES : "r") + x;
  }

  private static Object bytes(long x) {
    return PlainValue.hex(("b" + x).getBytes(StandardCharsets.UTF_8));
  }

  private static Object list(long x) {
    return List.of(x % 1_000, x % 100, x % 10).subList(0, (int) (x % 4));
  }
}
