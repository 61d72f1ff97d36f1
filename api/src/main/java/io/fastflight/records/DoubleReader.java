package io.fastflight.records;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.FloatingPointPrecision;

/** Reads floating-point numbers; a {@code float} in between loses nothing. */
abstract sealed class DoubleReader extends ColumnReader {
  DoubleReader(String column) {
    super(column);
  }

  /** Returns the value of a row that is not null. */
  abstract double value(int row);

  /** Returns the value, or throws {@link BadValueException} at null. */
  final double read(int row) {
    if (isNull(row)) {
      throw nullValue();
    }
    return value(row);
  }

  static DoubleReader of(String column, FloatingPointPrecision precision) {
    return switch (precision) {
      case HALF -> new Of16Bits(column);
      case SINGLE -> new Of32Bits(column);
      case DOUBLE -> new Of64Bits(column);
    };
  }

  private abstract static sealed class Flat extends DoubleReader {
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

  static final class Of16Bits extends Flat {
    Of16Bits(String column) {
      super(column);
    }

    @Override
    double value(int row) {
      return Float16.toFloat(data.getShort((long) row << 1));
    }
  }

  static final class Of32Bits extends Flat {
    Of32Bits(String column) {
      super(column);
    }

    @Override
    double value(int row) {
      return data.getFloat((long) row << 2);
    }
  }

  static final class Of64Bits extends Flat {
    Of64Bits(String column) {
      super(column);
    }

    @Override
    double value(int row) {
      return data.getDouble((long) row << 3);
    }
  }

  /** Reads through a dictionary, or through runs. */
  static final class Indexed extends DoubleReader {
    private final RowIndex index;
    private final DoubleReader values;

    Indexed(RowIndex index, DoubleReader values) {
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
    double value(int row) {
      return values.value(index.at(row));
    }
  }
}
