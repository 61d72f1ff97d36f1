package io.fastflight.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;

/**
 * Holds a schema as it travels: a dictionary-encoded field has the type of its values, not of its
 * index.
 *
 * @param schema in message format
 * @param dictionaryIds the dictionaries its fields use, in ascending order
 */
public record MessageSchema(Schema schema, Set<Long> dictionaryIds) {

  /** Returns the schema of {@code reader} as it travels. */
  public static MessageSchema of(BatchReader reader) {
    Set<Long> ids = new TreeSet<>();
    List<Field> fields = new ArrayList<>();
    for (Field field : reader.schema().getFields()) {
      fields.add(DictionaryUtility.toMessageFormat(field, reader.dictionaries(), ids));
    }
    return new MessageSchema(new Schema(fields, reader.schema().getCustomMetadata()), ids);
  }

  /**
   * Returns whether a field of {@code schema} is dictionary-encoded, so that it needs its
   * dictionary to travel.
   */
  public static boolean usesDictionaries(Schema schema) {
    return schema.getFields().stream().anyMatch(MessageSchema::usesDictionaries);
  }

  private static boolean usesDictionaries(Field field) {
    return field.getDictionary() != null
        || field.getChildren().stream().anyMatch(MessageSchema::usesDictionaries);
  }
}
