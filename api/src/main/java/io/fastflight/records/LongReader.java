package io.fastflight.records;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Reads what is a whole number in memory: integers, dates, times, timestamps, durations. */
abstract sealed class LongReader extends ColumnReader {
  LongReader(String column) {
    super(column);
  }

  /** Returns the value of a row that is not null. */
  abstract long value(int row);

  /** Returns the value, or throws {@link BadValueException} at null. */
  final long read(int row) {
    if (isNull(row)) {
      throw nullValue();
    }
    return value(row);
  }

  /**
   * Returns a reader of values that lie side by side.
   *
   * @param bits 8, 16, 32 or 64
   */
  static LongReader of(String column, int bits, boolean signed) {
    return switch (bits) {
      case 8 -> signed ? new Int8(column) : new UInt8(column);
      case 16 -> signed ? new Int16(column) : new UInt16(column);
      case 32 -> signed ? new Int32(column) : new UInt32(column);
      default -> signed ? new Int64(column) : new UInt64(column);
    };
  }

  private abstract static sealed class Flat extends LongReader {
    private final Validity validity = new Validity();
    ArrowBuf data = NO_DATA;

    Flat(String column) {
      super(column);
    }

    @Override
    final void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      data = vector.getDataBuffer();
      validity.bind(vector);
    }

    @Override
    final boolean isNull(int row) {
      return validity.isNull(row);
    }
  }

  static final class Int8 extends Flat {
    Int8(String column) {
      super(column);
    }

    @Override
    long value(int row) {
      return data.getByte(row);
    }
  }

  static final class UInt8 extends Flat {
    UInt8(String column) {
      super(column);
    }

    @Override
    long value(int row) {
      return Byte.toUnsignedLong(data.getByte(row));
    }
  }

  static final class Int16 extends Flat {
    Int16(String column) {
      super(column);
    }

    @Override
    long value(int row) {
      return data.getShort((long) row << 1);
    }
  }

  static final class UInt16 extends Flat {
    UInt16(String column) {
      super(column);
    }

    @Override
    long value(int row) {
      return Short.toUnsignedLong(data.getShort((long) row << 1));
    }
  }

  static final class Int32 extends Flat {
    Int32(String column) {
      super(column);
    }

    @Override
    long value(int row) {
      return data.getInt((long) row << 2);
    }
  }

  static final class UInt32 extends Flat {
    UInt32(String column) {
      super(column);
    }

    @Override
    long value(int row) {
      return Integer.toUnsignedLong(data.getInt((long) row << 2));
    }
  }

  static final class Int64 extends Flat {
    Int64(String column) {
      super(column);
    }

    @Override
    long value(int row) {
      return data.getLong((long) row << 3);
    }
  }

  /** As {@code long}, which has no room for half of them. */
  static final class UInt64 extends Flat {
    UInt64(String column) {
      super(column);
    }

    @Override
    long value(int row) {
      long value = data.getLong((long) row << 3);
      if (value < 0) {
        throw new BadValueException(
            "column '%s' is %s, which no long has room for: make the component BigInteger"
                .formatted(column(), Long.toUnsignedString(value)));
      }
      return value;
    }
  }

  /** Reads through a dictionary, or through runs. */
  static final class Indexed extends LongReader {
    private final RowIndex index;
    private final LongReader values;

    Indexed(RowIndex index, LongReader values) {
      super(index.column());
      this.index = index;
      this.values = values;
    }

    @Override
    void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
      index.bindStorage(vector, dictionaries);
      values.bind(index.values(), dictionaries);
    }

    @Override
    boolean isNull(int row) {
      return index.isNull(row) || values.isNull(index.at(row));
    }

    @Override
    long value(int row) {
      return values.value(index.at(row));
    }
  }
}
