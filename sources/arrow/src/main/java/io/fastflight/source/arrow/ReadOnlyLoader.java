package io.fastflight.source.arrow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Gives columns the buffers of a batch, and writes into none of them.
 *
 * <p>Arrow's own loader sets the row count at the end, and a column that is shorter than its batch
 * says is then filled up: in a read-only map that ends the JVM.
 */
final class ReadOnlyLoader {
  private final Iterator<ArrowFieldNode> nodes;
  private final Iterator<ArrowBuf> buffers;
  private final Iterator<Long> viewBuffers;

  private ReadOnlyLoader(ArrowRecordBatch batch) {
    this.nodes = batch.getNodes().iterator();
    this.buffers = batch.getBuffers().iterator();
    this.viewBuffers = batch.getVariadicBufferCounts().iterator();
  }

  /**
   * Loads {@code batch}.
   *
   * @throws IOException if a column has another length than the batch
   */
  static void load(ArrowRecordBatch batch, List<FieldVector> columns) throws IOException {
    ReadOnlyLoader loader = new ReadOnlyLoader(batch);
    for (FieldVector column : columns) {
      loader.load(column);
      if (column.getValueCount() != batch.getLength()) {
        throw new IOException("it has a batch whose columns are not equally long");
      }
    }
  }

  private void load(FieldVector column) throws IOException {
    ArrowFieldNode node = nodes.next();
    if (node.getLength() < 0) {
      throw new IOException("it has a column of " + node.getLength() + " values");
    }
    long count = TypeLayout.getTypeBufferCount(column.getField().getType());
    if (column instanceof BaseVariableWidthViewVector) {
      count += viewBuffers.next();
    }
    List<ArrowBuf> own = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      own.add(buffers.next());
    }
    column.loadFieldBuffers(node, own);
    for (FieldVector child : column.getChildrenFromFields()) {
      load(child);
    }
  }
}
