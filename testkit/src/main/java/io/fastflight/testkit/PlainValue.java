package io.fastflight.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value of any vector into a form that {@code equals} compares: every integer as {@code
 * Long}, signed or not; dates and times as {@code Long} in the unit of their type; text as {@code
 * String}; bytes as hexadecimal text; lists, structs and maps as {@code List} and {@code Map}.
 */
final class PlainValue {
  private PlainValue() {}

  static @Nullable Object of(FieldVector vector, int index) {
    if (vector.isNull(index)) {
      return null;
    }
    if (vector instanceof VarCharVector text) {
      return new String(text.get(index), StandardCharsets.UTF_8);
    }
    if (vector instanceof VarBinaryVector binary) {
      return hex(binary.get(index));
    }
    if (vector instanceof BitVector bits) {
      return bits.get(index) == 1;
    }
    if (vector instanceof BaseIntVector integers) {
      return integer(integers, index);
    }
    Long time = time(vector, index);
    return time == null ? nested(vector, index) : time;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static long integer(BaseIntVector vector, int index) {
    if (vector instanceof UInt1Vector uint8) {
      return uint8.getObjectNoOverflow(index);
    }
    if (vector instanceof UInt2Vector uint16) {
      return uint16.get(index);
    }
    if (vector instanceof UInt4Vector uint32) {
      return uint32.getObjectNoOverflow(index);
    }
    return vector.getValueAsLong(index);
  }

  private static @Nullable Long time(FieldVector vector, int index) {
    if (vector instanceof DateDayVector date) {
      return (long) date.get(index);
    }
    if (vector instanceof TimeMicroVector time) {
      return time.get(index);
    }
    return vector instanceof TimeStampVector timestamp ? timestamp.get(index) : null;
  }

  private static @Nullable Object nested(FieldVector vector, int index) {
    if (vector instanceof MapVector map) {
      return map(map, index);
    }
    if (vector instanceof ListVector list) {
      return range(
          list.getDataVector(), list.getElementStartIndex(index), list.getElementEndIndex(index));
    }
    if (vector instanceof FixedSizeListVector list) {
      int first = index * list.getListSize();
      return range(list.getDataVector(), first, first + list.getListSize());
    }
    if (vector instanceof StructVector struct) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      struct
          .getChildrenFromFields()
          .forEach(child -> fields.put(child.getName(), of(child, index)));
      return fields;
    }
    return vector.getObject(index);
  }

  private static List<@Nullable Object> range(FieldVector vector, int first, int end) {
    List<@Nullable Object> entries = new ArrayList<>();
    for (int i = first; i < end; i++) {
      entries.add(of(vector, i));
    }
    return entries;
  }

  private static Map<@Nullable Object, @Nullable Object> map(MapVector vector, int index) {
    List<FieldVector> pair = ((StructVector) vector.getDataVector()).getChildrenFromFields();
    Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
    for (int i = vector.getElementStartIndex(index); i < vector.getElementEndIndex(index); i++) {
      entries.put(of(pair.get(0), i), of(pair.get(1), i));
    }
    return entries;
  }
}
