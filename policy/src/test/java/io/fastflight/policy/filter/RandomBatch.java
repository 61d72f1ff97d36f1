package io.fastflight.policy.filter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;

/** A batch of columns that filters can look at, and the same as Java values. */
final class RandomBatch implements AutoCloseable {
  static final Set<String> COLUMNS =
      Set.of(
          "int8",
          "int16",
          "int32",
          "int64",
          "uint8",
          "uint32",
          "uint64",
          "double",
          "decimal",
          "text",
          "text_large",
          "text_view",
          "text_dictionary",
          "truth",
          "day",
          "day_milli",
          "time_second",
          "time_zoned");

  private static final DictionaryEncoding ENCODING =
      new DictionaryEncoding(7, false, new ArrowType.Int(32, true));
  private static final List<String> TEXTS = List.of("", "a", "ab", "abc", "b", "c", "ç", "𝄞", "d");
  private static final List<BigDecimal> NUMBERS =
      List.of(
          new BigDecimal("-9223372036854775808"),
          new BigDecimal("-128"),
          new BigDecimal("-1"),
          BigDecimal.ZERO,
          BigDecimal.ONE,
          new BigDecimal("2"),
          new BigDecimal("3"),
          new BigDecimal("127"),
          new BigDecimal("255"),
          new BigDecimal("9223372036854775807"),
          new BigDecimal("18446744073709551615"));
  private static final long DAY = 20_000;

  private final VectorSchemaRoot root;
  private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();
  private final List<Map<String, Object>> values = new ArrayList<>();
  private final BufferAllocator memory;

  RandomBatch(Random random, int rows, BufferAllocator memory) {
    this.memory = memory;
    Map<String, FieldVector> columns = columns();
    columns.values().forEach(FieldVector::allocateNew);
    int nulls = random.nextInt(3) * 4;
    for (int row = 0; row < rows; row++) {
      Map<String, Object> known = new HashMap<>();
      for (Map.Entry<String, FieldVector> column : columns.entrySet()) {
        if (nulls == 0 || random.nextInt(nulls) > 0) {
          known.put(column.getKey(), set(column.getValue(), row, random));
        }
      }
      values.add(known);
    }
    columns.values().forEach(column -> column.setValueCount(rows));
    root = new VectorSchemaRoot(List.copyOf(columns.values()));
    root.setRowCount(rows);
  }

  private Map<String, FieldVector> columns() {
    Map<String, FieldVector> columns = new LinkedHashMap<>();
    for (FieldVector vector :
        List.of(
            new TinyIntVector("int8", memory),
            new SmallIntVector("int16", memory),
            new IntVector("int32", memory),
            new BigIntVector("int64", memory),
            new UInt1Vector("uint8", memory),
            new UInt4Vector("uint32", memory),
            new UInt8Vector("uint64", memory),
            new Float8Vector("double", memory),
            new DecimalVector("decimal", memory, 30, 2),
            new VarCharVector("text", memory),
            new LargeVarCharVector("text_large", memory),
            new ViewVarCharVector("text_view", memory),
            new IntVector(
                "text_dictionary",
                new FieldType(true, new ArrowType.Int(32, true), ENCODING),
                memory),
            new BitVector("truth", memory),
            new DateDayVector("day", memory),
            new DateMilliVector("day_milli", memory),
            new TimeStampSecVector("time_second", memory),
            new TimeStampMicroTZVector(
                "time_zoned",
                FieldType.nullable(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Asia/Kolkata")),
                memory))) {
      columns.put(vector.getName(), vector);
    }
    VarCharVector texts = new VarCharVector("texts", memory);
    texts.allocateNew();
    for (int i = 0; i < TEXTS.size(); i++) {
      texts.setSafe(i, TEXTS.get(i).getBytes(StandardCharsets.UTF_8));
    }
    texts.setValueCount(TEXTS.size());
    dictionaries.put(new Dictionary(texts, ENCODING));
    return columns;
  }

  private static Object set(FieldVector column, int row, Random random) {
    if (column.getName().startsWith("text")) {
      return setText(column, row, random.nextInt(TEXTS.size()));
    }
    if (column instanceof BitVector bits) {
      boolean truth = random.nextBoolean();
      bits.setSafe(row, truth ? 1 : 0);
      return truth;
    }
    return column.getName().startsWith("day") || column.getName().startsWith("time")
        ? setTime(column, row, random)
        : setNumber(column, row, random);
  }

  private static Object setText(FieldVector column, int row, int which) {
    byte[] bytes = TEXTS.get(which).getBytes(StandardCharsets.UTF_8);
    if (column instanceof VarCharVector texts) {
      texts.setSafe(row, bytes);
    } else if (column instanceof LargeVarCharVector texts) {
      texts.setSafe(row, bytes);
    } else if (column instanceof ViewVarCharVector texts) {
      texts.setSafe(row, bytes);
    } else {
      ((IntVector) column).setSafe(row, which);
    }
    return TEXTS.get(which);
  }

  private static Object setTime(FieldVector column, int row, Random random) {
    int more = random.nextInt(4);
    if (column instanceof DateDayVector days) {
      days.setSafe(row, (int) DAY + more);
      return LocalDate.ofEpochDay(DAY + more);
    } else if (column instanceof DateMilliVector millis) {
      millis.setSafe(row, 86_400_000L * (DAY + more));
      return LocalDate.ofEpochDay(DAY + more);
    } else if (column instanceof TimeStampSecVector seconds) {
      seconds.setSafe(row, 86_400L * DAY + more);
      return LocalDateTime.ofEpochSecond(86_400L * DAY + more, 0, ZoneOffset.UTC);
    }
    ((TimeStampMicroTZVector) column).setSafe(row, 86_400_000_000L * DAY + more);
    return Instant.ofEpochSecond(86_400L * DAY, 1_000L * more);
  }

  private static Object setNumber(FieldVector column, int row, Random random) {
    if (column instanceof Float8Vector doubles) {
      double value =
          List.of(-1.0, -0.0, 0.0, 0.5, 1.0, 3.0, Double.NaN, Double.POSITIVE_INFINITY)
              .get(random.nextInt(8));
      doubles.setSafe(row, value);
      return value;
    }
    BigDecimal[] limits = limits(column);
    BigDecimal number;
    do {
      number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    } while (number.compareTo(limits[0]) < 0 || number.compareTo(limits[1]) > 0);
    if (column instanceof DecimalVector decimals) {
      decimals.setSafe(row, number.setScale(2));
    } else {
      ((org.apache.arrow.vector.BaseIntVector) column)
          .setWithPossibleTruncate(row, number.toBigInteger().longValue());
    }
    return number;
  }

  private static BigDecimal[] limits(FieldVector column) {
    if (column instanceof DecimalVector) {
      return new BigDecimal[] {NUMBERS.get(0), NUMBERS.get(NUMBERS.size() - 1)};
    }
    ArrowType.Int type = (ArrowType.Int) column.getField().getType();
    LongKind kind = LongKind.of(type.getBitWidth(), type.getIsSigned());
    return new BigDecimal[] {new BigDecimal(kind.min()), new BigDecimal(kind.max())};
  }

  /** Returns what a column can be compared with. */
  static Object literal(Random random, String column) {
    int more = random.nextInt(5) - 1;
    if (column.startsWith("text")) {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    } else if (column.equals("truth")) {
      return random.nextBoolean();
    } else if (column.startsWith("day")) {
      return LocalDate.ofEpochDay(DAY + more).toString();
    } else if (column.equals("time_second")) {
      LocalDateTime time = LocalDateTime.ofEpochSecond(86_400L * DAY + more, 0, ZoneOffset.UTC);
      return random.nextBoolean() ? time.plusNanos(5).toString() : time.withSecond(1).toString();
    } else if (column.equals("time_zoned")) {
      return Instant.ofEpochSecond(86_400L * DAY, 1_000L * more + random.nextInt(2)).toString();
    }
    BigDecimal number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    return switch (random.nextInt(4)) {
      case 0 -> number.add(new BigDecimal("0.5"));
      case 1 -> new BigDecimal("1e30");
      default -> number;
    };
  }

  /** Compares a value with what {@link #literal} returned. */
  static int compare(Object value, Object literal, String column) {
    if (value instanceof BigDecimal number) {
      return number.compareTo((BigDecimal) literal);
    } else if (value instanceof Double number) {
      double other = ((BigDecimal) literal).doubleValue();
      return number == other ? 0 : number < other ? -1 : 1;
    } else if (value instanceof Boolean truth) {
      return truth.compareTo((Boolean) literal);
    } else if (value instanceof LocalDate date) {
      return date.compareTo(LocalDate.parse((String) literal));
    } else if (value instanceof LocalDateTime time) {
      return time.compareTo(LocalDateTime.parse((String) literal));
    } else if (value instanceof Instant instant) {
      return instant.compareTo(Instant.parse((String) literal));
    }
    return java.util.Arrays.compareUnsigned(
        ((String) value).getBytes(StandardCharsets.UTF_8),
        ((String) literal).getBytes(StandardCharsets.UTF_8));
  }

  VectorSchemaRoot root() {
    return root;
  }

  MapDictionaryProvider dictionaries() {
    return dictionaries;
  }

  List<Map<String, Object>> values() {
    return values;
  }

  @Override
  public void close() {
    root.close();
    dictionaries.close();
  }
}
