package io.fastflight.wire;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowBodyCompression;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Loads a record batch that came from elsewhere, and believes none of its numbers unseen.
 *
 * <p>Arrow's loader allocates and grows vectors by the row counts in the header: a short message
 * that claims two billion rows takes gigabytes, and one that claims two rows more than its body
 * holds gets two rows of zeros. Here such batches are refused and nothing stays allocated.
 */
final class ArrivedBatch {
  private ArrivedBatch() {}

  /**
   * Fills {@code root}, which is empty.
   *
   * @param frame has the body; borrowed
   * @throws FastFlightException if the batch contradicts its schema, its body or itself
   */
  static void load(
      RecordBatch header, WireFrame frame, VectorSchemaRoot root, BufferAllocator allocator)
      throws IOException {
    long bodyBytes = frame.bodyBytes();
    requireWithin(header, bodyBytes);
    ArrowRecordBatch read = read(header, frame, allocator);
    try (ArrowRecordBatch batch = read) {
      load(batch, root, allocator, new LoadBudget(bodyBytes, allocator));
    }
  }

  private static ArrowRecordBatch read(
      RecordBatch header, WireFrame frame, BufferAllocator allocator) {
    List<ArrowFieldNode> nodes = new ArrayList<>();
    for (int i = 0; i < header.nodesLength(); i++) {
      nodes.add(new ArrowFieldNode(header.nodes(i).length(), header.nodes(i).nullCount()));
    }
    List<Long> variadic = new ArrayList<>();
    for (int i = 0; i < header.variadicBufferCountsLength(); i++) {
      variadic.add(header.variadicBufferCounts(i));
    }
    List<ArrowBuf> buffers = new ArrayList<>();
    try {
      for (int i = 0; i < header.buffersLength(); i++) {
        buffers.add(frame.part(header.buffers(i).offset(), header.buffers(i).length(), allocator));
      }
      BodyCompression compression = header.compression();
      return new ArrowRecordBatch(
          Math.toIntExact(header.length()),
          nodes,
          buffers,
          compression == null
              ? NoCompressionCodec.DEFAULT_BODY_COMPRESSION
              : new ArrowBodyCompression(compression.codec(), compression.method()),
          variadic,
          true,
          false); // the references are taken, not added to
    } catch (RuntimeException failure) {
      buffers.forEach(buffer -> buffer.getReferenceManager().release());
      throw failure;
    }
  }

  /** Checks before Arrow does, which keeps the body when it fails at a negative length. */
  private static void requireWithin(RecordBatch header, long bodyBytes) {
    for (int i = 0; i < header.buffersLength(); i++) {
      Buffer buffer = header.buffers(i);
      if (buffer.offset() < 0
          || buffer.length() < 0
          || buffer.offset() > bodyBytes - buffer.length()) {
        throw broken(
            "%s bytes at %s of a body of %s"
                .formatted(buffer.length(), buffer.offset(), bodyBytes));
      }
    }
  }

  private static void load(
      ArrowRecordBatch batch, VectorSchemaRoot root, BufferAllocator allocator, LoadBudget budget)
      throws IOException {
    ArrowBodyCompression compression = batch.getBodyCompression();
    CodecType type = CodecType.fromCompressionType(compression.getCodec());
    if (type.getType() != compression.getCodec()
        || compression.getMethod() != BodyCompressionMethod.BUFFER) {
      throw broken("a body compressed in a way that is not known here");
    }
    if (type == CodecType.NO_COMPRESSION) {
      loadPlain(batch, root, budget);
      return;
    }
    try (ArrowRecordBatch plain = BodyDecompressor.decompressed(batch, type, allocator, budget)) {
      loadPlain(plain, root, budget);
    }
  }

  private static void loadPlain(ArrowRecordBatch batch, VectorSchemaRoot root, LoadBudget budget) {
    requireViewBuffers(batch);
    requireRows(batch, root.getSchema(), budget);
    new VectorLoader(new CheckedRoot(root)).load(batch);
    root.setRowCount(batch.getLength());
  }

  private static void requireViewBuffers(ArrowRecordBatch batch) {
    int buffers = batch.getBuffers().size();
    for (long count : batch.getVariadicBufferCounts()) {
      if (count < 0 || count > buffers) {
        throw broken("a view column of %s buffers, of %s in all".formatted(count, buffers));
      }
    }
  }

  private static void requireRows(ArrowRecordBatch batch, Schema schema, LoadBudget budget) {
    List<ArrowFieldNode> nodes = batch.getNodes();
    if (batch.getLength() < 0 || nodes.stream().anyMatch(node -> node.getLength() < 0)) {
      throw broken("a negative number of rows");
    }
    int at = 0;
    for (Field field : schema.getFields()) {
      if (at < nodes.size() && nodes.get(at).getLength() != batch.getLength()) {
        throw broken(
            "a column '%s' of %s values in %s rows"
                .formatted(field.getName(), nodes.get(at).getLength(), batch.getLength()));
      }
      List<Field> described = new ArrayList<>();
      collect(field, described);
      for (Field part : described) {
        long bits = at < nodes.size() && hasBits(part) ? nodes.get(at).getLength() : 0;
        if (!budget.allows((bits + 7) / 8)) {
          throw broken(
              "%s rows, which take over %s bytes of memory with the body they came in"
                  .formatted(batch.getLength(), budget.most()));
        }
        at++;
      }
    }
  }

  /** Collects a field and all fields within it, in the order their nodes come. */
  private static void collect(Field field, List<Field> into) {
    into.add(field);
    field.getChildren().forEach(child -> collect(child, into));
  }

  private static boolean hasBits(Field field) {
    return !(field.getType() instanceof ArrowType.Null)
        && !(field.getType() instanceof ArrowType.RunEndEncoded);
  }

  static InternalFaultException broken(String what) {
    return new InternalFaultException(
        "The peer sent a record batch that cannot be right: it has " + what + ".");
  }

  /**
   * Stands before the root while it is loaded: when the loader is done with the buffers and would
   * grow the vectors to the row count, what they have is measured against what they say.
   */
  private static final class CheckedRoot extends VectorSchemaRoot {
    CheckedRoot(VectorSchemaRoot root) {
      super(root.getSchema(), root.getFieldVectors(), 0);
    }

    @Override
    public void setRowCount(int rowCount) {
      BufferSizes sizes = new BufferSizes();
      for (FieldVector vector : getFieldVectors()) {
        vector.accept(sizes, null);
      }
    }
  }
}
