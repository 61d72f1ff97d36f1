package io.fastflight.parquet;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.UnimplementedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Knows which schema DuckDB is told in place of the batches' own, so that no value is lost: one
 * with the same buffers, in which a type that DuckDB would convert with a loss is a number.
 */
final class ParquetTypes {
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);

  private ParquetTypes() {}

  /**
   * Returns the schema to tell.
   *
   * @throws UnimplementedException if a type or a name cannot be in a file
   */
  static Schema twin(BatchReader reader) {
    List<Field> fields = reader.schema().getFields();
    if (fields.isEmpty()) {
      throw new UnimplementedException(
          "A result without columns cannot be a Parquet file. Ask for another format.");
    }
    requireDistinct(fields, "");
    return new Schema(fields.stream().map(field -> twin(field, field.getName(), reader)).toList());
  }

  /**
   * Returns what to select, so that lists of a fixed size become plain lists: DuckDB writes such a
   * list that is null in a way that other readers fail on.
   */
  static String selection(Schema twin) {
    String replaced =
        twin.getFields().stream()
            .filter(field -> field.getType() instanceof ArrowType.FixedSizeList)
            .map(field -> '"' + field.getName().replace("\"", "\"\"") + '"')
            .map(name -> name + "[:] AS " + name)
            .collect(Collectors.joining(", "));
    return replaced.isEmpty() ? "*" : "* REPLACE (" + replaced + ")";
  }

  /**
   * Returns the schema to put into the file, for readers that give columns their type back by it:
   * without fixed sizes of lists, which are not in the file.
   */
  static Schema told(Schema schema) {
    return new Schema(
        schema.getFields().stream().map(ParquetTypes::told).toList(), schema.getCustomMetadata());
  }

  private static Field told(Field field) {
    ArrowType type =
        field.getType() instanceof ArrowType.FixedSizeList
            ? ArrowType.List.INSTANCE
            : field.getType();
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), type, null, field.getMetadata()),
        field.getChildren().stream().map(ParquetTypes::told).toList());
  }

  private static Field twin(Field field, String path, BatchReader reader) {
    if (field.getDictionary() != null) {
      return dictionary(field, path, reader);
    }
    ArrowType type =
        field.getType() instanceof ArrowType.ExtensionType extension
            ? extension.storageType()
            : field.getType();
    List<Field> children = new ArrayList<>();
    if (type instanceof ArrowType.Struct) {
      requireDistinct(field.getChildren(), path + ".");
    }
    for (Field child : field.getChildren()) {
      String childPath = path + "." + child.getName();
      if (child.getType() instanceof ArrowType.FixedSizeList) {
        throw refused(childPath, "a list of a fixed size within " + type);
      }
      children.add(twin(child, childPath, reader));
    }
    return new Field(
        field.getName(), new FieldType(field.isNullable(), twin(type, path), null), children);
  }

  /** Leaves a dictionary as it is, for its values are not ours to describe. */
  private static Field dictionary(Field field, String path, BatchReader reader) {
    Dictionary dictionary = reader.dictionaries().lookup(field.getDictionary().getId());
    if (dictionary != null) {
      ArrowType values = dictionary.getVectorType();
      if (!twin(values, path).equals(values)) {
        throw refused(path, "a dictionary of " + values);
      }
    }
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), field.getType(), field.getDictionary(), Map.of()),
        List.of());
  }

  private static ArrowType twin(ArrowType type, String path) {
    if (type instanceof ArrowType.Union
        || type instanceof ArrowType.RunEndEncoded
        || (type instanceof ArrowType.Decimal decimal && decimal.getBitWidth() > 128)
        || (type instanceof ArrowType.FloatingPoint number
            && number.getPrecision() == FloatingPointPrecision.HALF)) {
      throw refused(path, type.toString());
    }
    if (type instanceof ArrowType.Duration) {
      return INT64;
    }
    if (type instanceof ArrowType.Interval interval) {
      if (interval.getUnit() == IntervalUnit.YEAR_MONTH) {
        return INT32;
      }
      throw refused(path, type.toString());
    }
    if (type instanceof ArrowType.Timestamp instant
        && instant.getUnit() == TimeUnit.NANOSECOND
        && instant.getTimezone() != null) {
      return new ArrowType.Timestamp(TimeUnit.NANOSECOND, null);
    }
    return type;
  }

  /** DuckDB takes names that differ only in case for one, and would rename the second. */
  private static void requireDistinct(List<Field> fields, String prefix) {
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (field.getName().isEmpty() || !names.add(field.getName().toLowerCase(Locale.ROOT))) {
        throw new UnimplementedException(
            "Columns of a Parquet file need names that differ in more than their case; '%s%s' is there twice, or empty. Ask for fewer columns, or for another format."
                .formatted(prefix, field.getName()));
      }
    }
  }

  private static UnimplementedException refused(String path, String type) {
    return new UnimplementedException(
        "Column '%s' cannot be in a Parquet file: it is %s. Leave it out with columns=..., or ask for another format."
            .formatted(path, type));
  }
}
