package io.fastflight.policy.column;

import io.fastflight.batch.DecodedColumn;
import io.fastflight.params.Secret;
import io.fastflight.text.Cell;
import io.fastflight.text.Cells;
import io.fastflight.text.TextBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Makes the columns that are seen in place of others. They are never dictionary-encoded: a
 * dictionary would tell all values.
 */
final class MaskedColumn {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;
  private static final byte[] STARS = "***".getBytes(StandardCharsets.US_ASCII);

  private MaskedColumn() {}

  /**
   * Returns the field of a masked column.
   *
   * @param values the field, decoded where it is dictionary-encoded
   * @throws IllegalArgumentException if its type cannot be masked so
   */
  static Field field(Field values, Mask mask) {
    if (mask instanceof Mask.Constant constant) {
      Constants.check(values, constant.value());
      return new Field(values.getName(), plain(values.getType()), List.of());
    }
    if (mask instanceof Mask.Null) {
      return hasNulls(values)
          ? new Field(values.getName(), plain(values.getType()), values.getChildren())
          : Field.nullable(values.getName(), ArrowType.Null.INSTANCE);
    }
    if (mask instanceof Mask.Last && !isText(values.getType())) {
      throw new IllegalArgumentException(
          "Column '%s' of type %s has no last characters; only texts do."
              .formatted(values.getName(), values.getType()));
    }
    return Field.nullable(values.getName(), ArrowType.Utf8.INSTANCE);
  }

  private static FieldType plain(ArrowType type) {
    return FieldType.nullable(type);
  }

  /** Unions and runs have no nulls of their own, and a dictionary within would travel. */
  private static boolean hasNulls(Field values) {
    return switch (values.getType().getTypeID()) {
      case Union, RunEndEncoded -> false;
      default -> values.getChildren().stream().noneMatch(MaskedColumn::hasDictionary);
    };
  }

  private static boolean hasDictionary(Field field) {
    return field.getDictionary() != null
        || field.getChildren().stream().anyMatch(MaskedColumn::hasDictionary);
  }

  private static boolean isText(ArrowType type) {
    return switch (type.getTypeID()) {
      case Utf8, LargeUtf8, Utf8View -> true;
      default -> false;
    };
  }

  /** Returns the type of a column's values. */
  static Field values(Field field, DictionaryProvider dictionaries) {
    return field.getDictionary() == null ? field : DecodedColumn.field(field, dictionaries);
  }

  /** Returns a column without a value of the source's, owned by the caller. */
  static FieldVector blank(Field field, Mask mask, int rows, BufferAllocator allocator) {
    FieldVector column = field.createVector(allocator);
    try {
      column.setInitialCapacity(rows);
      column.allocateNew();
      if (mask instanceof Mask.Constant constant) {
        Constants.fill(column, rows, constant.value());
      }
      column.setValueCount(rows);
      return column;
    } catch (Throwable failure) {
      try (column) {
        throw failure;
      }
    }
  }

  /** Returns a text for each value of {@code source}, owned by the caller. */
  static FieldVector texts(FieldVector source, Mask mask, Optional<Secret> key, Columns columns) {
    VarCharVector texts =
        (VarCharVector)
            Field.nullable(source.getName(), ArrowType.Utf8.INSTANCE)
                .createVector(columns.allocator());
    try {
      int rows = source.getValueCount();
      Cell cell = Cells.of(VectorSchemaRoot.of(source), columns.dictionaries()).get(0);
      Rewriting rewriting =
          mask instanceof Mask.Last last ? last(last.characters()) : hash(key.orElseThrow());
      texts.setInitialCapacity(rows);
      texts.allocateNew();
      TextBuffer text = new TextBuffer();
      for (int row = 0; row < rows; row++) {
        if (!cell.isNull(row)) {
          text.clear();
          cell.plain(row, text);
          texts.setSafe(row, rewriting.of(text.view()));
        }
      }
      texts.setValueCount(rows);
      return texts;
    } catch (Throwable failure) {
      try (texts) {
        throw failure;
      }
    }
  }

  /** Where columns come from and go to. */
  record Columns(DictionaryProvider dictionaries, BufferAllocator allocator) {}

  /** Makes one text of another. */
  private interface Rewriting {
    byte[] of(ByteBuffer text);
  }

  private static Rewriting hash(Secret key) {
    Mac mac = mac(key);
    return text -> {
      mac.update(text);
      return HexFormat.of()
          .formatHex(mac.doFinal(), 0, HASH_BYTES)
          .getBytes(StandardCharsets.US_ASCII);
    };
  }

  private static Mac mac(Secret key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException missing) { // every JDK has it
      throw new IllegalStateException("This JVM has no " + ALGORITHM + ".", missing);
    }
  }

  private static Rewriting last(int characters) {
    return text -> {
      int from = text.limit();
      for (int left = characters; left > 0 && from > text.position(); left--) {
        from--;
        while (from > text.position() && (text.get(from) & 0xC0) == 0x80) {
          from--; // not the first byte of a character
        }
      }
      if (from == text.position()) {
        return STARS;
      }
      byte[] shown = new byte[STARS.length + text.limit() - from];
      System.arraycopy(STARS, 0, shown, 0, STARS.length);
      text.get(from, shown, STARS.length, shown.length - STARS.length);
      return shown;
    };
  }
}
