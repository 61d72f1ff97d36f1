package io.fastflight.wire;

import com.google.flatbuffers.FlatBufferBuilder;
import io.fastflight.wire.AssembledBatch.BodyBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * Writes the flatbuffer header of a batch and makes the two a frame.
 *
 * <p>Offsets in the header count each buffer padded to 8 bytes, lengths are without padding; the
 * frame has the padding as pieces of its own.
 *
 * @see <a href="https://github.com/apache/arrow/blob/main/format/Message.fbs">Message.fbs</a>
 */
final class BatchMessage {
  /** A message, its tables and their offsets, without nodes and buffers. */
  private static final int FIXED_HEADER_BYTES = 256;

  private static final int STRUCT_BYTES = 16;

  private BatchMessage() {}

  /**
   * Returns a record batch as a frame, owned by the caller.
   *
   * @param batch taken
   */
  static WireFrame recordBatch(AssembledBatch batch, byte[] appMetadata) {
    try {
      FlatBufferBuilder builder = builder(batch);
      int header = header(builder, batch);
      return frame(builder, MessageHeader.RecordBatch, header, batch, appMetadata);
    } catch (Throwable failure) {
      batch.close();
      throw failure;
    }
  }

  /**
   * Returns the values of a dictionary as a frame, owned by the caller.
   *
   * @param values taken
   */
  static WireFrame dictionary(long id, AssembledBatch values) {
    try {
      FlatBufferBuilder builder = builder(values);
      int data = header(builder, values);
      int header = DictionaryBatch.createDictionaryBatch(builder, id, data, false);
      return frame(builder, MessageHeader.DictionaryBatch, header, values, new byte[0]);
    } catch (Throwable failure) {
      values.close();
      throw failure;
    }
  }

  private static FlatBufferBuilder builder(AssembledBatch batch) {
    int structs = batch.nodes().size() + batch.buffers().size();
    return new FlatBufferBuilder(
        FIXED_HEADER_BYTES
            + STRUCT_BYTES * structs
            + Long.BYTES * batch.variadicBufferCounts().size());
  }

  private static int header(FlatBufferBuilder builder, AssembledBatch batch) {
    int nodes = nodes(builder, batch.nodes());
    int buffers = buffers(builder, batch);
    int compression =
        batch.codec() == CodecType.NO_COMPRESSION
            ? 0
            : BodyCompression.createBodyCompression(
                builder, batch.codec().getType(), BodyCompressionMethod.BUFFER);
    long[] counts = batch.variadicBufferCounts().stream().mapToLong(Long::longValue).toArray();
    int variadic =
        counts.length == 0 ? 0 : RecordBatch.createVariadicBufferCountsVector(builder, counts);
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, batch.rows());
    RecordBatch.addNodes(builder, nodes);
    RecordBatch.addBuffers(builder, buffers);
    if (compression != 0) {
      RecordBatch.addCompression(builder, compression);
    }
    if (variadic != 0) {
      RecordBatch.addVariadicBufferCounts(builder, variadic);
    }
    return RecordBatch.endRecordBatch(builder);
  }

  /** Writes the nodes; flatbuffers are written back to front. */
  private static int nodes(FlatBufferBuilder builder, List<ArrowFieldNode> nodes) {
    RecordBatch.startNodesVector(builder, nodes.size());
    for (int i = nodes.size() - 1; i >= 0; i--) {
      ArrowFieldNode node = nodes.get(i);
      FieldNode.createFieldNode(builder, node.getLength(), node.getNullCount());
    }
    return builder.endVector();
  }

  private static int buffers(FlatBufferBuilder builder, AssembledBatch batch) {
    List<BodyBuffer> buffers = batch.buffers();
    RecordBatch.startBuffersVector(builder, buffers.size());
    long end = batch.bodyBytes();
    for (int i = buffers.size() - 1; i >= 0; i--) {
      long bytes = buffers.get(i).bytes();
      end -= WireFrame.padded(bytes);
      Buffer.createBuffer(builder, end, bytes);
    }
    return builder.endVector();
  }

  private static WireFrame frame(
      FlatBufferBuilder builder,
      byte headerType,
      int header,
      AssembledBatch batch,
      byte[] appMetadata) {
    int message =
        Message.createMessage(
            builder, MetadataVersion.V5, headerType, header, batch.bodyBytes(), 0);
    builder.finish(message);
    List<ArrowBuf> pieces = new ArrayList<>();
    for (BodyBuffer buffer : batch.buffers()) {
      pieces.addAll(buffer.parts());
      long bytes = buffer.bytes();
      int padding = (int) (WireFrame.padded(bytes) - bytes);
      if (padding > 0) {
        pieces.add(WireFrame.padding(padding));
      }
    }
    return new WireFrame(builder.dataBuffer(), appMetadata, pieces);
  }
}
