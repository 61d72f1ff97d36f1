package io.fastflight.policy.column;

import io.fastflight.error.DataServiceException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BufferLayout;
import org.apache.arrow.vector.BufferLayout.BufferType;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Copies some rows of a batch into one of its own.
 *
 * <p>It works on the buffers, for each layout of Arrow's: no value becomes an object, and no byte
 * of a row that is left out gets into the result, not even where a layout would let columns share
 * their buffers.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#physical-memory-layout">Physical
 *     memory layout</a>
 */
final class Gather {
  private final GatheredBuffers out;

  private Gather(GatheredBuffers out) {
    this.out = out;
  }

  /**
   * Returns the rows of {@code batch} that {@code rows} names, at least one; owned by the caller.
   */
  static VectorSchemaRoot of(VectorSchemaRoot batch, RowRuns rows, BufferAllocator allocator) {
    VectorSchemaRoot root = VectorSchemaRoot.create(batch.getSchema(), allocator);
    try (GatheredBuffers out = new GatheredBuffers(allocator)) {
      Gather gather = new Gather(out);
      for (int i = 0; i < batch.getFieldVectors().size(); i++) {
        gather.column(batch.getVector(i), batch.getSchema().getFields().get(i), rows);
      }
      out.load(root, Math.toIntExact(rows.rows()));
      return root;
    } catch (Throwable failure) {
      try (root) {
        throw failure;
      }
    }
  }

  private void column(FieldVector vector, Field field, RowRuns rows) {
    Source source = new Source(vector, field);
    if (rows.end() > vector.getValueCount()) {
      throw source.broken();
    }
    ArrowType type = source.type();
    switch (type.getTypeID()) {
      case Null -> out.node(rows.rows(), rows.rows());
      case Bool -> {
        validity(source, rows);
        long unused = bits(source.buffer(1), rows);
      }
      case Utf8, Binary -> new VariableGather(out, Integer.BYTES).texts(source, rows, this);
      case LargeUtf8, LargeBinary -> new VariableGather(out, Long.BYTES).texts(source, rows, this);
      case Utf8View, BinaryView -> new ViewGather(out).texts(source, rows, this);
      case List, Map ->
          child(source, 0, new VariableGather(out, Integer.BYTES).lists(source, rows, this));
      case LargeList ->
          child(source, 0, new VariableGather(out, Long.BYTES).lists(source, rows, this));
      case ListView -> child(source, 0, new ViewGather(out).lists(source, rows, this, 4));
      case LargeListView -> child(source, 0, new ViewGather(out).lists(source, rows, this, 8));
      case FixedSizeList -> {
        validity(source, rows);
        child(source, 0, rows.times(((ArrowType.FixedSizeList) type).getListSize()));
      }
      case Struct -> {
        validity(source, rows);
        children(source, rows);
      }
      case Union -> union(source, rows, (ArrowType.Union) type);
      case RunEndEncoded ->
          child(source, 1, new RunEndGather(out).ends(source, rows)); // its child 0
      default -> {
        validity(source, rows);
        fixed(source.buffer(1), rows, width(type));
      }
    }
  }

  private void union(Source source, RowRuns rows, ArrowType.Union type) {
    out.node(rows.rows(), 0);
    fixed(source.buffer(0), rows, 1);
    if (type.getMode() == UnionMode.Sparse) {
      children(source, rows);
      return;
    }
    RowRuns[] members = new UnionGather(out, type).members(source, rows);
    for (int i = 0; i < members.length; i++) {
      child(source, i, members[i]);
    }
  }

  private void children(Source source, RowRuns rows) {
    for (int i = 0; i < source.children().size(); i++) {
      child(source, i, rows);
    }
  }

  private void child(Source source, int index, RowRuns rows) {
    column(source.children().get(index), source.field().getChildren().get(index), rows);
  }

  /** Adds the node of a column, and its validity bits, or none where no row is null. */
  void validity(Source source, RowRuns rows) {
    if (source.vector().getNullCount() == 0) {
      out.node(rows.rows(), 0);
      out.empty();
      return;
    }
    long set = bits(source.buffer(0), rows);
    out.node(rows.rows(), rows.rows() - set);
  }

  /** Adds bits, and returns how many are set. */
  private long bits(ArrowBuf source, RowRuns rows) {
    requireBytes(source, Bits.bytes(rows.end()));
    ArrowBuf target = out.zeros(Bits.bytes(rows.rows()));
    if (rows.areShort()) {
      return ScatteredCopy.bits(source, rows.each(), target);
    }
    long set = 0;
    long at = 0;
    for (int run = 0; run < rows.size(); run++) {
      set += Bits.count(source, rows.from(run), rows.count(run));
      Bits.copy(source, rows.from(run), target, at, rows.count(run));
      at += rows.count(run);
    }
    return set;
  }

  /** Adds values of one width. */
  void fixed(ArrowBuf source, RowRuns rows, int width) {
    requireBytes(source, rows.end() * width);
    ArrowBuf target = out.buffer(rows.rows() * width);
    if (rows.areShort()) {
      ScatteredCopy.values(source, rows.each(), target, width);
      return;
    }
    long to = target.memoryAddress();
    long base = source.memoryAddress();
    for (int run = 0; run < rows.size(); run++) {
      long bytes = (long) rows.count(run) * width;
      MemoryUtil.copyMemory(base + rows.from(run) * width, to, bytes);
      to += bytes;
    }
  }

  private static int width(ArrowType type) {
    for (BufferLayout layout : TypeLayout.getTypeLayout(type).getBufferLayouts()) {
      if (layout.getType() == BufferType.DATA) {
        return layout.getTypeBitWidth() / Byte.SIZE;
      }
    }
    throw new IllegalArgumentException("The type " + type + " has no values of one width.");
  }

  /** What follows reads memory without a further look. */
  static void requireBytes(ArrowBuf buffer, long bytes) {
    if (buffer.capacity() < bytes) {
      throw new DataServiceException(
          "A batch has a buffer of %s bytes where its rows need %s. Let the source build its vectors anew."
              .formatted(buffer.capacity(), bytes));
    }
  }

  /**
   * One column or child of the batch that is copied from.
   *
   * @param field as the schema has it: a vector of a union makes up ids of its own
   */
  record Source(
      FieldVector vector, Field field, List<ArrowBuf> buffers, List<FieldVector> children) {
    Source(FieldVector vector, Field field) {
      this(vector, field, vector.getFieldBuffers(), vector.getChildrenFromFields());
    }

    /** Returns the type as it lies in memory. */
    ArrowType type() {
      ArrowType type = field.getType();
      while (type instanceof ArrowType.ExtensionType extension) {
        type = extension.storageType();
      }
      return type;
    }

    ArrowBuf buffer(int index) {
      return buffers.get(index);
    }

    DataServiceException broken() {
      return new DataServiceException(
          "A batch cannot be filtered: its column '%s' of type %s contradicts itself. Let the source build its vectors anew."
              .formatted(vector.getName(), type()));
    }
  }
}
