package io.fastflight.source.iceberg;

import io.fastflight.error.DataServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Knows which Arrow type each Iceberg type becomes; see docs/reference/lake.md. */
final class ArrowColumns {
  private static final Map<String, String> UUID =
      Map.of("ARROW:extension:name", "arrow.uuid", "ARROW:extension:metadata", "");

  private ArrowColumns() {}

  /**
   * Returns the Arrow schema of {@code columns}.
   *
   * @throws DataServiceException if one has a type that is not read
   */
  static Schema schema(List<NestedField> columns) {
    List<Field> fields = new ArrayList<>();
    for (NestedField column : columns) {
      try {
        fields.add(field(column));
      } catch (UnsupportedOperationException unread) {
        throw new DataServiceException(
            "The column '%s' has the type %s, which is not read. Name the columns of the service without it."
                .formatted(column.name(), column.type()),
            unread);
      }
    }
    return new Schema(fields);
  }

  private static Field field(NestedField column) {
    return field(column.name(), column.isOptional(), column.type());
  }

  private static Field field(String name, boolean nullable, Type type) {
    return switch (type.typeId()) {
      case STRUCT ->
          nested(
              name,
              nullable,
              ArrowType.Struct.INSTANCE,
              type.asStructType().fields().stream().map(ArrowColumns::field).toList());
      case LIST -> {
        Types.ListType list = type.asListType();
        Field element = field("element", list.isElementOptional(), list.elementType());
        yield nested(name, nullable, ArrowType.List.INSTANCE, List.of(element));
      }
      case MAP -> {
        Types.MapType map = type.asMapType();
        Field key = field(MapVector.KEY_NAME, false, map.keyType());
        Field value = field(MapVector.VALUE_NAME, map.isValueOptional(), map.valueType());
        Field entries =
            nested(
                MapVector.DATA_VECTOR_NAME, false, ArrowType.Struct.INSTANCE, List.of(key, value));
        yield nested(name, nullable, new ArrowType.Map(false), List.of(entries));
      }
      case UUID -> new Field(name, new FieldType(nullable, primitive(type), null, UUID), List.of());
      default -> nested(name, nullable, primitive(type), List.of());
    };
  }

  private static Field nested(String name, boolean nullable, ArrowType type, List<Field> children) {
    return new Field(name, new FieldType(nullable, type, null), children);
  }

  private static ArrowType primitive(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case INTEGER -> new ArrowType.Int(32, true);
      case LONG -> new ArrowType.Int(64, true);
      case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
      case TIMESTAMP -> {
        String zone = ((Types.TimestampType) type).shouldAdjustToUTC() ? "UTC" : null;
        yield new ArrowType.Timestamp(TimeUnit.MICROSECOND, zone);
      }
      case TIMESTAMP_NANO -> {
        String zone = ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? "UTC" : null;
        yield new ArrowType.Timestamp(TimeUnit.NANOSECOND, zone);
      }
      case STRING -> ArrowType.Utf8.INSTANCE;
      case UUID -> new ArrowType.FixedSizeBinary(16);
      case FIXED -> new ArrowType.FixedSizeBinary(((Types.FixedType) type).length());
      case BINARY -> ArrowType.Binary.INSTANCE;
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield new ArrowType.Decimal(decimal.precision(), decimal.scale(), 128);
      }
      default -> throw new UnsupportedOperationException("Type " + type);
    };
  }
}
