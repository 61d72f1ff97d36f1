package io.fastflight.wire;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

/** Collects the numbers of a record batch's header, as a peer may claim them. */
final class ForgedBatch {
  /**
   * A pair of numbers of a header: length and nulls of a node, or offset and length of a buffer.
   */
  private record Pair(long first, long second) {}

  private final long rows;
  private final List<Pair> nodes = new ArrayList<>();
  private final List<Pair> buffers = new ArrayList<>();
  private final List<Long> viewBuffers = new ArrayList<>();
  private int codec = -1;
  private int method = BodyCompressionMethod.BUFFER;

  private ForgedBatch(long rows) {
    this.rows = rows;
  }

  static ForgedBatch of(long rows) {
    return new ForgedBatch(rows);
  }

  ForgedBatch node(long length, long nulls) {
    nodes.add(new Pair(length, nulls));
    return this;
  }

  ForgedBatch buffer(long offset, long length) {
    buffers.add(new Pair(offset, length));
    return this;
  }

  ForgedBatch viewBuffers(long count) {
    viewBuffers.add(count);
    return this;
  }

  ForgedBatch compressed(int byCodec, int byMethod) {
    codec = byCodec;
    method = byMethod;
    return this;
  }

  RawMessage withBody(byte[] body) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    return RawMessage.of(builder, MessageHeader.RecordBatch, write(builder), body);
  }

  RawMessage asDictionary(long id, boolean delta, byte[] body) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int dictionary = DictionaryBatch.createDictionaryBatch(builder, id, write(builder), delta);
    return RawMessage.of(builder, MessageHeader.DictionaryBatch, dictionary, body);
  }

  private int write(FlatBufferBuilder builder) {
    long[] counts = viewBuffers.stream().mapToLong(Long::longValue).toArray();
    int variadic = RecordBatch.createVariadicBufferCountsVector(builder, counts);
    RecordBatch.startBuffersVector(builder, buffers.size());
    for (int i = buffers.size() - 1; i >= 0; i--) {
      Buffer.createBuffer(builder, buffers.get(i).first, buffers.get(i).second);
    }
    int bufferVector = builder.endVector();
    RecordBatch.startNodesVector(builder, nodes.size());
    for (int i = nodes.size() - 1; i >= 0; i--) {
      FieldNode.createFieldNode(builder, nodes.get(i).first, nodes.get(i).second);
    }
    int nodeVector = builder.endVector();
    int compression =
        codec < 0 ? 0 : BodyCompression.createBodyCompression(builder, (byte) codec, (byte) method);
    return RecordBatch.createRecordBatch(
        builder, rows, nodeVector, bufferVector, compression, variadic);
  }
}
