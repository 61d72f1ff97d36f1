package io.fastflight.records;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Reads texts and bytes, in all their layouts. */
abstract class BytesReader extends ObjectReader {
  /** Says how to make the value of so many bytes. */
  enum Form {
    /** A {@code byte[]} of its own. */
    BYTES,
    /** A {@code String}. */
    TEXT
  }

  /** Texts up to this length are decoded from one array that is used again and again. */
  private static final int SCRATCH_BYTES = 4 * 1024;

  private final Validity validity = new Validity();
  private final Form form;
  private final byte[] scratch;
  ArrowBuf data = NO_DATA;
  ArrowBuf offsets = NO_DATA;

  private BytesReader(String column, Form form) {
    super(column);
    this.form = form;
    this.scratch = new byte[form == Form.TEXT ? SCRATCH_BYTES : 0];
  }

  @Override
  final void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
    validity.bind(vector);
    bindData(vector);
  }

  void bindData(FieldVector vector) {
    data = vector.getDataBuffer();
    offsets = vector.getOffsetBuffer();
  }

  @Override
  final boolean isNull(int row) {
    return validity.isNull(row);
  }

  @Override
  final boolean givesConstants() {
    return form == Form.TEXT;
  }

  final Object cut(long start, int length) {
    if (length <= scratch.length) {
      data.getBytes(start, scratch, 0, length);
      return new String(scratch, 0, length, StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[length];
    data.getBytes(start, bytes, 0, length);
    return whole(bytes);
  }

  final Object whole(byte[] bytes) {
    return form == Form.TEXT ? new String(bytes, StandardCharsets.UTF_8) : bytes;
  }

  /** With offsets of 4 bytes: {@code utf8}, {@code binary}. */
  static final class Small extends BytesReader {
    Small(String column, Form form) {
      super(column, form);
    }

    @Override
    Object value(int row) {
      int start = offsets.getInt((long) row << 2);
      return cut(start, offsets.getInt((row + 1L) << 2) - start);
    }
  }

  /** With offsets of 8 bytes: {@code large_utf8}, {@code large_binary}. */
  static final class Large extends BytesReader {
    Large(String column, Form form) {
      super(column, form);
    }

    @Override
    Object value(int row) {
      long start = offsets.getLong((long) row << 3);
      return cut(start, Math.toIntExact(offsets.getLong((row + 1L) << 3) - start));
    }
  }

  /** {@code utf8_view}, {@code binary_view}. */
  static final class View extends BytesReader {
    private IntFunction<byte[]> views = row -> new byte[0];

    View(String column, Form form) {
      super(column, form);
    }

    @Override
    void bindData(FieldVector vector) {
      views =
          vector instanceof ViewVarCharVector texts
              ? texts::get
              : ((ViewVarBinaryVector) vector)::get;
    }

    @Override
    Object value(int row) {
      return whole(views.apply(row));
    }
  }

  /** {@code fixed_size_binary}. */
  static final class Fixed extends BytesReader {
    private int width;

    Fixed(String column) {
      super(column, Form.BYTES);
    }

    @Override
    void bindData(FieldVector vector) {
      data = vector.getDataBuffer();
      width = ((FixedSizeBinaryVector) vector).getByteWidth();
    }

    @Override
    Object value(int row) {
      return cut((long) row * width, width);
    }
  }
}
