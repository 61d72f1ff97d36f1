package io.fastflight.it.hostile;

import com.google.flatbuffers.FlatBufferBuilder;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/** Flight messages that no honest server sends. */
final class ForgedMessages {
  static final int CLAIMED_BYTES = 64 << 20;
  private static final byte[] LITTLE = new byte[16];

  private ForgedMessages() {}

  /** A message with a body field that claims 64 MiB and has 16 bytes. */
  static byte[] bodyThatIsNotThere(byte[] header) {
    byte[] honest =
        Flight.FlightData.newBuilder()
            .setDataHeader(ByteString.copyFrom(header))
            .build()
            .toByteArray();
    return ByteBuffer.allocate(honest.length + 6 + LITTLE.length)
        .put(honest)
        .put(new byte[] {(byte) 0xC2, 0x3E}) // field 1000, bytes
        .put(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, 0x20}) // 64 Mi
        .put(LITTLE)
        .array();
  }

  /** A record batch whose header says of its one buffer that it has 64 MiB; its body has 16. */
  static byte[] bufferThatIsNotThere() {
    return batch(CLAIMED_BYTES / Long.BYTES, 1, 0, CLAIMED_BYTES);
  }

  /** A record batch of ten rows with so many nodes, and buffers of such lengths. */
  static byte[] batch(int rows, int nodes, int... bufferBytes) {
    try (BufferAllocator allocator = new RootAllocator()) {
      List<ArrowBuf> buffers =
          Stream.of(bufferBytes)
              .flatMapToInt(java.util.Arrays::stream)
              .mapToObj(bytes -> allocator.buffer(bytes).writerIndex(bytes))
              .toList();
      List<ArrowFieldNode> counts =
          Stream.generate(() -> new ArrowFieldNode(rows, 0)).limit(nodes).toList();
      try (ArrowRecordBatch batch = new ArrowRecordBatch(rows, counts, buffers)) {
        long body = batch.computeBodyLength();
        return Flight.FlightData.newBuilder()
            .setDataHeader(
                ByteString.copyFrom(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT)))
            .setDataBody(ByteString.copyFrom(body >= CLAIMED_BYTES ? LITTLE : new byte[(int) body]))
            .build()
            .toByteArray();
      } finally {
        buffers.forEach(ArrowBuf::close);
      }
    }
  }

  /** A schema without fields whose bytes are said to be big end first. */
  static byte[] bigEndianSchema() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int fields = Schema.createFieldsVector(builder, new int[0]);
    int schema = Schema.createSchema(builder, Endianness.Big, fields, 0, 0);
    builder.finish(
        Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, schema, 0, 0));
    return Flight.FlightData.newBuilder()
        .setDataHeader(ByteString.copyFrom(builder.sizedByteArray()))
        .build()
        .toByteArray();
  }
}
