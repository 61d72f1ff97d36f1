package io.fastflight.testkit;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A batch of every type of the mixed kind, written value by value. */
final class MixedBatch implements AutoCloseable {
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);
  private static final List<String> LEVELS = List.of("low", "mid", "high");
  private static final DictionaryEncoding ENCODING =
      new DictionaryEncoding(1, false, new ArrowType.Int(8, false));

  private final VectorSchemaRoot batch;
  private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();

  private MixedBatch(VectorSchemaRoot batch, FieldVector levels) {
    this.batch = batch;
    dictionaries.put(new Dictionary(levels, ENCODING));
  }

  static MixedBatch of(RowOracle oracle, int rows, BufferAllocator allocator) {
    List<Field> fields = MixedColumns.ALL.stream().map(MixedBatch::field).toList();
    VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(fields), allocator);
    batch.allocateNew();
    batch.setRowCount(rows);
    VarCharVector levels = new VarCharVector("levels", allocator);
    for (int i = 0; i < LEVELS.size(); i++) {
      levels.setSafe(i, LEVELS.get(i).getBytes(StandardCharsets.UTF_8));
    }
    levels.setValueCount(LEVELS.size());
    MixedBatch mixed = new MixedBatch(batch, levels);
    oracle.columnNames().forEach(column -> mixed.overwrite(column, oracle));
    return mixed;
  }

  VectorSchemaRoot batch() {
    return batch;
  }

  MapDictionaryProvider dictionaries() {
    return dictionaries;
  }

  void overwrite(String column, RowOracle oracle) {
    FieldVector vector = batch.getVector(column);
    int position = batch.getFieldVectors().indexOf(vector);
    vector.reset();
    vector.allocateNew();
    for (int i = 0; i < batch.getRowCount(); i++) {
      put(vector, i, oracle.value(position, i));
    }
    vector.setValueCount(batch.getRowCount());
  }

  @Override
  public void close() {
    batch.close();
    dictionaries.close();
  }

  private static Field field(OracleColumn column) {
    String name = column.name();
    if (name.equals("enum")) {
      return new Field(name, new FieldType(true, ENCODING.getIndexType(), ENCODING), List.of());
    }
    List<Field> children =
        switch (name) {
          case "list", "fixed_list" -> List.of(Field.nullable("l", INT32));
          case "struct" ->
              List.of(Field.nullable("a", INT64), Field.nullable("b", ArrowType.Utf8.INSTANCE));
          case "map" -> {
            Field key = Field.notNullable("key", ArrowType.Utf8.INSTANCE);
            Field value = Field.nullable("value", INT64);
            FieldType struct = FieldType.notNullable(ArrowType.Struct.INSTANCE);
            yield List.of(new Field("entries", struct, List.of(key, value)));
          }
          default -> List.of();
        };
    return new Field(name, FieldType.nullable(column.type()), children);
  }

  private static void put(FieldVector vector, int i, Object value) {
    if (value == null) {
      vector.setNull(i);
    } else if (value instanceof List<?> || value instanceof Map<?, ?>) {
      putNested(vector, i, value);
    } else if (value instanceof String text) {
      putText(vector, i, text);
    } else if (vector instanceof BaseIntVector integers) {
      integers.setUnsafeWithPossibleTruncate(i, (Long) value);
    } else if (value instanceof Long time) {
      putTime(vector, i, time);
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(i, (Boolean) value ? 1 : 0);
    } else if (vector instanceof Float4Vector floats) {
      floats.setSafe(i, (Float) value);
    } else if (vector instanceof Float8Vector doubles) {
      doubles.setSafe(i, (Double) value);
    } else if (vector instanceof DecimalVector decimals) {
      decimals.setSafe(i, (BigDecimal) value);
    } else if (vector instanceof IntervalMonthDayNanoVector intervals) {
      PeriodDuration both = (PeriodDuration) value;
      long months = both.get(ChronoUnit.MONTHS);
      long days = both.get(ChronoUnit.DAYS);
      intervals.setSafe(i, (int) months, (int) days, both.getDuration().toNanos());
    }
  }

  private static void putText(FieldVector vector, int i, String text) {
    if (vector instanceof VarCharVector texts) {
      texts.setSafe(i, text.getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof VarBinaryVector binary) {
      binary.setSafe(i, HexFormat.of().parseHex(text));
    } else {
      ((BaseIntVector) vector).setWithPossibleTruncate(i, LEVELS.indexOf(text));
    }
  }

  private static void putTime(FieldVector vector, int i, long time) {
    if (vector instanceof DateDayVector dates) {
      dates.setSafe(i, (int) time);
    } else if (vector instanceof TimeMicroVector times) {
      times.setSafe(i, time);
    } else {
      ((TimeStampVector) vector).setSafe(i, time);
    }
  }

  private static void putNested(FieldVector vector, int i, Object value) {
    if (vector instanceof MapVector map) {
      StructVector entries = (StructVector) map.getDataVector();
      int at = map.startNewValue(i);
      Map.Entry<?, ?> entry = ((Map<?, ?>) value).entrySet().iterator().next();
      entries.setIndexDefined(at);
      put(entries.getChildrenFromFields().get(0), at, entry.getKey());
      put(entries.getChildrenFromFields().get(1), at, entry.getValue());
      map.endValue(i, 1);
    } else if (vector instanceof StructVector struct) {
      struct.setIndexDefined(i);
      struct
          .getChildrenFromFields()
          .forEach(child -> put(child, i, ((Map<?, ?>) value).get(child.getName())));
    } else if (vector instanceof FixedSizeListVector list) {
      putAll(list.getDataVector(), list.startNewValue(i), new ArrayList<>((List<?>) value));
    } else {
      ListVector list = (ListVector) vector;
      List<?> entries = (List<?>) value;
      putAll(list.getDataVector(), list.startNewValue(i), new ArrayList<>(entries));
      list.endValue(i, entries.size());
    }
  }

  private static void putAll(FieldVector vector, int first, List<Object> values) {
    for (int i = 0; i < values.size(); i++) {
      put(vector, first + i, values.get(i));
    }
  }
}
