package io.fastflight.source.iceberg;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Writes the values of one column, in the form in which Iceberg's internal readers have them. */
@FunctionalInterface
interface ValueWriter {
  /**
   * Writes a value that is not null, and makes room for it.
   *
   * @return how many bytes it takes beyond a fixed width
   */
  int put(FieldVector vector, int row, Object value);

  /** Writes a value or a null; see {@link #put}. */
  default int write(FieldVector vector, int row, @Nullable Object value) {
    if (value != null) {
      return put(vector, row, value);
    }
    vector.setNull(row);
    return 0;
  }

  /** Writes a value whose width its type says. */
  @FunctionalInterface
  interface OfFixedWidth {
    /** Writes {@code value}, and makes room for it. */
    void put(FieldVector vector, int row, Object value);
  }

  /** Returns the writer for {@code type}, one of those that {@link ArrowColumns} knows. */
  static ValueWriter of(Type type) {
    return switch (type.typeId()) {
      case STRUCT -> struct(type.asStructType());
      case LIST -> list(of(type.asListType().elementType()));
      case MAP -> map(of(type.asMapType().keyType()), of(type.asMapType().valueType()));
      case STRING -> ValueWriter::putText;
      case BINARY -> ValueWriter::putBytes;
      default -> {
        OfFixedWidth writer = ofFixedWidth(type);
        yield (vector, row, value) -> {
          writer.put(vector, row, value);
          return 0;
        };
      }
    };
  }

  private static OfFixedWidth ofFixedWidth(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> (v, row, value) -> ((BitVector) v).setSafe(row, (Boolean) value ? 1 : 0);
      case INTEGER -> (v, row, value) -> ((IntVector) v).setSafe(row, (Integer) value);
      case LONG -> (v, row, value) -> ((BigIntVector) v).setSafe(row, (Long) value);
      case FLOAT -> (v, row, value) -> ((Float4Vector) v).setSafe(row, (Float) value);
      case DOUBLE -> (v, row, value) -> ((Float8Vector) v).setSafe(row, (Double) value);
      case DATE -> (v, row, value) -> ((DateDayVector) v).setSafe(row, (Integer) value);
      case TIME -> (v, row, value) -> ((TimeMicroVector) v).setSafe(row, (Long) value);
      case TIMESTAMP, TIMESTAMP_NANO ->
          (v, row, value) -> ((TimeStampVector) v).setSafe(row, (Long) value);
      case DECIMAL -> (v, row, value) -> ((DecimalVector) v).setSafe(row, (BigDecimal) value);
      case UUID -> (v, row, value) -> ((FixedSizeBinaryVector) v).setSafe(row, bytes((UUID) value));
      case FIXED ->
          (v, row, value) -> ((FixedSizeBinaryVector) v).setSafe(row, bytes((ByteBuffer) value));
      default -> throw new IllegalArgumentException("No writer for " + type + ".");
    };
  }

  private static int putText(FieldVector vector, int row, Object value) {
    byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
    ((VarCharVector) vector).setSafe(row, bytes);
    return bytes.length;
  }

  private static int putBytes(FieldVector vector, int row, Object value) {
    ByteBuffer bytes = (ByteBuffer) value;
    ((VarBinaryVector) vector).setSafe(row, bytes, bytes.position(), bytes.remaining());
    return bytes.remaining();
  }

  private static ValueWriter struct(Types.StructType type) {
    List<ValueWriter> fields = type.fields().stream().map(field -> of(field.type())).toList();
    return (vector, row, value) -> {
      StructVector struct = (StructVector) vector;
      struct.setIndexDefined(row);
      StructLike values = (StructLike) value;
      return IntStream.range(0, fields.size())
          .map(i -> fields.get(i).write(child(struct, i), row, values.get(i, Object.class)))
          .sum();
    };
  }

  private static ValueWriter list(ValueWriter element) {
    return (vector, row, value) -> {
      ListVector list = (ListVector) vector;
      int at = list.startNewValue(row);
      int bytes = 0;
      int count = 0;
      for (@Nullable Object each : (List<?>) value) {
        bytes += Long.BYTES + element.write(list.getDataVector(), at + count, each);
        count++;
      }
      list.endValue(row, count);
      return bytes;
    };
  }

  private static ValueWriter map(ValueWriter keys, ValueWriter values) {
    return (vector, row, value) -> {
      ListVector map = (ListVector) vector;
      StructVector entries = (StructVector) map.getDataVector();
      int at = map.startNewValue(row);
      int bytes = 0;
      int count = 0;
      for (Map.Entry<?, ? extends @Nullable Object> entry : ((Map<?, ?>) value).entrySet()) {
        entries.setIndexDefined(at + count);
        bytes += 2 * Long.BYTES + keys.write(child(entries, 0), at + count, entry.getKey());
        bytes += values.write(child(entries, 1), at + count, entry.getValue());
        count++;
      }
      map.endValue(row, count);
      return bytes;
    };
  }

  private static FieldVector child(StructVector struct, int index) {
    return (FieldVector) struct.getChildByOrdinal(index);
  }

  private static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
