package io.fastflight.wire;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.Compression;
import io.grpc.Drainable;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Writes and reads frames as gRPC does, without gRPC. */
final class WireBytes {
  private WireBytes() {}

  /** Returns the bytes of every message of a stream; takes the reader. */
  static List<byte[]> stream(BatchReader reader, BufferAllocator allocator) {
    try (reader) {
      BatchEncoder encoder = new BatchEncoder(reader);
      List<byte[]> messages = new ArrayList<>();
      messages.add(message(encoder.head(), allocator));
      while (reader.next()) {
        encoder.batchFrames().forEach(frame -> messages.add(message(frame, allocator)));
      }
      return messages;
    }
  }

  /** Returns the bytes of every message of a stream, merged and sliced; takes the reader. */
  static List<byte[]> shaped(BatchReader reader, long targetBytes, BufferAllocator allocator) {
    try (reader) {
      BatchEncoder encoder =
          new BatchEncoder(
              reader, Compression.NONE, new Shaping(targetBytes, () -> 0)); // a quick source
      List<byte[]> messages = new ArrayList<>();
      messages.add(message(encoder.head(), allocator));
      List<WireFrame> frames = encoder.next();
      while (!frames.isEmpty()) {
        frames.forEach(frame -> messages.add(message(frame, allocator)));
        frames = encoder.next();
      }
      return messages;
    }
  }

  /** Returns the bytes of one message; takes the frame. */
  static byte[] message(WireFrame frame, BufferAllocator allocator) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream stream = marshaller(allocator).stream(frame)) {
      int announced = stream.available();
      int written = ((Drainable) stream).drainTo(bytes);
      if (written != announced || written != bytes.size()) {
        throw new AssertionError(
            "announced %d, written %d, were %d".formatted(announced, written, bytes.size()));
      }
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Returns the frame of a message's bytes, owned by the caller. */
  static WireFrame frame(byte[] message, Door door, BufferAllocator allocator) {
    return marshaller(allocator).parse(door.open(message));
  }

  /** Returns a decoder that has read the first message, owned by the caller. */
  static BatchDecoder decoder(List<byte[]> messages, Door door, BufferAllocator allocator) {
    return BatchDecoder.start(frame(messages.get(0), door, allocator), allocator);
  }

  private static Marshaller<WireFrame> marshaller(BufferAllocator allocator) {
    return DoGetMethod.descriptor(allocator).getResponseMarshaller();
  }
}
