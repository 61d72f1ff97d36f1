package io.fastflight.wire;

import com.google.flatbuffers.FlatBufferBuilder;
import io.fastflight.batch.BatchReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/** A message as bytes, true or forged: the header as a flatbuffer, and the body. */
final class RawMessage {
  private final byte[] header;
  private final byte[] body;

  RawMessage(byte[] header, byte[] body) {
    this.header = header;
    this.body = body;
  }

  /** Returns the messages of a whole stream; takes the reader. */
  static List<RawMessage> stream(BatchReader source) {
    try (source) {
      BatchEncoder encoder = new BatchEncoder(source);
      List<RawMessage> messages = new ArrayList<>();
      messages.add(of(encoder.head()));
      while (source.next()) {
        encoder.batchFrames().forEach(frame -> messages.add(of(frame)));
      }
      return messages;
    }
  }

  /** Takes a frame of the encoder's. */
  static RawMessage of(WireFrame frame) {
    try (frame) {
      return new RawMessage(bytes(frame.header()), joined(frame.body()));
    }
  }

  /** Returns the pieces one after the other. */
  static byte[] joined(List<ArrowBuf> pieces) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (ArrowBuf piece : pieces) {
      byte[] bytes = new byte[(int) piece.readableBytes()];
      piece.getBytes(piece.readerIndex(), bytes);
      body.writeBytes(bytes);
    }
    return body.toByteArray();
  }

  /** Returns the buffers one after the other, each padded to 8 bytes. */
  private static byte[] padded(List<ArrowBuf> buffers) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (ArrowBuf buffer : buffers) {
      byte[] bytes = new byte[(int) WireFrame.padded(buffer.readableBytes())];
      buffer.getBytes(buffer.readerIndex(), bytes, 0, (int) buffer.readableBytes());
      body.writeBytes(bytes);
    }
    return body.toByteArray();
  }

  /** Takes a batch of Arrow's own, compressed or not. */
  static RawMessage of(ArrowRecordBatch batch) {
    try (batch) {
      byte[] header = bytes(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT));
      return new RawMessage(header, padded(batch.getBuffers()));
    }
  }

  /** Finishes a flatbuffer whose header table is written. */
  static RawMessage of(FlatBufferBuilder builder, int type, int header, byte[] body) {
    int message =
        Message.createMessage(builder, MetadataVersion.V5, (byte) type, header, body.length, 0);
    builder.finish(message);
    return new RawMessage(bytes(builder.dataBuffer()), body);
  }

  byte[] header() {
    return header.clone();
  }

  byte[] body() {
    return body.clone();
  }

  /** Returns it as a frame that arrived, owned by the caller. */
  WireFrame frame(BufferAllocator allocator) {
    ArrowBuf buffer = allocator.buffer(body.length);
    buffer.setBytes(0, body);
    buffer.writerIndex(body.length);
    return new WireFrame(ByteBuffer.wrap(header), new byte[0], List.of(buffer));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
