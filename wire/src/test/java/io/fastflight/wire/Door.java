package io.fastflight.wire;

import io.grpc.internal.CompositeReadableBuffer;
import io.grpc.internal.ReadableBuffers;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** How the bytes of a message reach the reader. */
enum Door {
  /** As from gRPC's transport: in buffers that it shows. */
  IN_PIECES {
    @Override
    InputStream open(byte[] message) {
      return pieces(message, 100);
    }
  },
  /** As from anything else: a stream of known bytes and no more. */
  PLAIN {
    @Override
    InputStream open(byte[] message) {
      return new ByteArrayInputStream(message);
    }
  };

  abstract InputStream open(byte[] message);

  /** Returns a message as gRPC's transport hands it over, in buffers of {@code pieceBytes}. */
  static InputStream pieces(byte[] message, int pieceBytes) {
    CompositeReadableBuffer pieces = new CompositeReadableBuffer();
    for (int at = 0; at < message.length; at += pieceBytes) {
      int count = Math.min(pieceBytes, message.length - at);
      pieces.addBuffer(ReadableBuffers.wrap(direct(message, at, count)));
    }
    return ReadableBuffers.openStream(pieces, true);
  }

  static ByteBuffer direct(byte[] bytes, int offset, int count) {
    return ByteBuffer.allocateDirect(count).put(bytes, offset, count).flip();
  }
}
