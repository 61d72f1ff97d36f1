package io.fastflight.records;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.util.DecimalUtility;

/** Reads decimals of 128 and 256 bits as {@code BigDecimal}, with the scale of the column. */
final class DecimalReader extends ObjectReader {
  private final Validity validity = new Validity();
  private final int scale;
  private final int bytes;
  private ArrowBuf data = NO_DATA;

  DecimalReader(String column, ArrowType.Decimal type) {
    super(column);
    this.scale = type.getScale();
    this.bytes = type.getBitWidth() / Byte.SIZE;
  }

  @Override
  void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
    data = vector.getDataBuffer();
    validity.bind(vector);
  }

  @Override
  boolean isNull(int row) {
    return validity.isNull(row);
  }

  @Override
  Object value(int row) {
    return DecimalUtility.getBigDecimalFromArrowBuf(data, row, scale, bytes);
  }
}
