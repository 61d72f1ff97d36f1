package io.fastflight.wire;

import static org.apache.arrow.vector.validate.ValidateUtil.validateOrThrow;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.validate.ValidateVectorBufferVisitor;

/**
 * Arrow's own check that buffers are as long as a vector's values need, with what it leaves out.
 */
final class BufferSizes extends ValidateVectorBufferVisitor {
  /** What Arrow for Java has as the type of a union's row that was never set. */
  private static final byte UNSET = -1;

  private static final Offsets INT = new Offsets(Integer.BYTES);
  private static final Offsets LONG = new Offsets(Long.BYTES);

  @Override
  public Void visit(BaseVariableWidthVector vector, Void value) {
    requireEnd(INT, vector.getOffsetBuffer(), vector.getValueCount());
    return super.visit(vector, null);
  }

  @Override
  public Void visit(BaseLargeVariableWidthVector vector, Void value) {
    requireEnd(LONG, vector.getOffsetBuffer(), vector.getValueCount());
    return super.visit(vector, null);
  }

  @Override
  public Void visit(ListVector vector, Void value) {
    requireEnd(INT, vector.getOffsetBuffer(), vector.getValueCount());
    return super.visit(vector, null);
  }

  @Override
  public Void visit(LargeListVector vector, Void value) {
    requireEnd(LONG, vector.getOffsetBuffer(), vector.getValueCount());
    return super.visit(vector, null);
  }

  @Override
  public Void visit(FixedSizeListVector vector, Void value) {
    long needed = (long) vector.getValueCount() * vector.getListSize();
    requireValues(vector.getDataVector(), needed);
    return super.visit(vector, null);
  }

  @Override
  public Void visit(ListViewVector vector, Void value) {
    int count = vector.getValueCount();
    requireBytes(vector.getValidityBuffer(), (count + 7L) / 8);
    requireBytes(vector.getOffsetBuffer(), (long) count * Integer.BYTES);
    requireBytes(vector.getSizeBuffer(), (long) count * Integer.BYTES);
    for (int i = 0; i < count; i++) {
      long at = (long) i * Integer.BYTES;
      requireView(
          vector.getDataVector(),
          vector.getOffsetBuffer().getInt(at),
          vector.getSizeBuffer().getInt(at));
    }
    return vector.getDataVector().accept(this, null);
  }

  @Override
  public Void visit(LargeListViewVector vector, Void value) {
    int count = vector.getValueCount();
    requireBytes(vector.getValidityBuffer(), (count + 7L) / 8);
    requireBytes(vector.getOffsetBuffer(), (long) count * Long.BYTES);
    requireBytes(vector.getSizeBuffer(), (long) count * Long.BYTES);
    for (int i = 0; i < count; i++) {
      long at = (long) i * Long.BYTES;
      requireView(
          vector.getDataVector(),
          vector.getOffsetBuffer().getLong(at),
          vector.getSizeBuffer().getLong(at));
    }
    return vector.getDataVector().accept(this, null);
  }

  /** A child that is shorter would be grown, and Arrow loses the new buffers where that fails. */
  @Override
  public Void visit(DenseUnionVector vector, Void value) {
    super.visit(vector, null);
    int[] rows = new int[Byte.MAX_VALUE + 1];
    for (int row = 0; row < vector.getValueCount(); row++) {
      byte type = vector.getTypeId(row);
      if (type != UNSET) {
        rows[requireMember(vector, type)]++;
      }
    }
    for (int type = 0; type < rows.length; type++) {
      if (rows[type] > 0) {
        requireRowsOfTheirOwn(vector.getVectorByType((byte) type), rows[type]);
      }
    }
    return null;
  }

  private static int requireMember(DenseUnionVector union, byte type) {
    validateOrThrow(
        type >= 0 && union.getVectorByType(type) != null, "A union has no member %s.", type);
    return type;
  }

  private static void requireRowsOfTheirOwn(ValueVector member, int rows) {
    validateOrThrow(
        member.getValueCount() >= rows,
        "A member of a dense union has %s values for %s rows, and each row must have its own.",
        member.getValueCount(),
        rows);
  }

  /** A negative end passes Arrow's check, and its vectors grow to what its lower bits say. */
  private static void requireEnd(Offsets offsets, ArrowBuf buffer, int count) {
    if (count > 0) {
      requireBytes(buffer, (count + 1L) * offsets.width());
      long end = offsets.get(buffer, count);
      validateOrThrow(end >= 0, "The offsets end at %s.", end);
    }
  }

  private static void requireBytes(ArrowBuf buffer, long needed) {
    validateOrThrow(
        buffer.capacity() >= needed,
        "A buffer has %s bytes and needs %s.",
        buffer.capacity(),
        needed);
  }

  private static void requireView(FieldVector values, long offset, long size) {
    validateOrThrow(
        offset >= 0 && size >= 0 && offset <= values.getValueCount() - size,
        "A list view of %s values from %s on is not within %s values.",
        size,
        offset,
        values.getValueCount());
  }

  private static void requireValues(FieldVector values, long needed) {
    validateOrThrow(
        values.getValueCount() >= needed,
        "The lists' values are %s and must be %s.",
        values.getValueCount(),
        needed);
  }
}
