package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.internal.CompositeReadableBuffer;
import io.grpc.internal.ForwardingReadableBuffer;
import io.grpc.internal.ReadableBuffers;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/** What the transport delivers in direct memory, in one part or several. */
class ArrivedBodyTest {
  private static final int BODY_BYTES = 1_500_000;

  private static final byte[] BODY = body();

  private static byte[] body() {
    byte[] bytes = new byte[BODY_BYTES];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer message() {
    byte[] bytes =
        FlightData.newBuilder()
            .setDataHeader(ByteString.copyFromUtf8("header"))
            .setDataBody(ByteString.copyFrom(BODY))
            .build()
            .toByteArray();
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    return direct.flip();
  }

  /** Cuts the message at the given places; parts that touch lie side by side in memory. */
  private static InputStream stream(ByteBuffer message, int... cuts) {
    CompositeReadableBuffer parts = new CompositeReadableBuffer();
    int from = 0;
    for (int cut : cuts) {
      parts.addBuffer(ReadableBuffers.wrap(message.slice(from, cut - from)));
      from = cut;
    }
    parts.addBuffer(ReadableBuffers.wrap(message.slice(from, message.limit() - from)));
    return ReadableBuffers.openStream(parts, true);
  }

  private static byte[] bytes(WireFrame frame, BufferAllocator allocator) {
    ArrowBuf whole = frame.part(0, frame.bodyBytes(), allocator);
    byte[] bytes = new byte[(int) frame.bodyBytes()];
    whole.getBytes(0, bytes);
    whole.getReferenceManager().release();
    return bytes;
  }

  @Test
  void aBodyInOnePieceIsNotCopied(BufferAllocator allocator) {
    ByteBuffer message = message();
    try (WireFrame frame = FlightFrameReader.read(stream(message), allocator)) {
      assertThat(frame.body()).hasSize(1);
      assertThat(bytes(frame, allocator)).isEqualTo(BODY);
      message.put(message.limit() - 1, (byte) (BODY[BODY_BYTES - 1] + 1));
      assertThat(bytes(frame, allocator)[BODY_BYTES - 1]).isNotEqualTo(BODY[BODY_BYTES - 1]);
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void partsThatLieSideBySideAreOne(BufferAllocator allocator) {
    InputStream in = stream(message(), 300, 70_000, 1_000_000);
    try (WireFrame frame = FlightFrameReader.read(in, allocator)) {
      assertThat(frame.body()).hasSize(1);
      assertThat(bytes(frame, allocator)).isEqualTo(BODY);
    }
  }

  @Test
  void aPartOfTheBodyThatLiesInTwoPlacesIsJoined(BufferAllocator allocator) {
    ByteBuffer first = message();
    ByteBuffer second = message();
    int cut = 800_000;
    CompositeReadableBuffer parts = new CompositeReadableBuffer();
    parts.addBuffer(ReadableBuffers.wrap(first.slice(0, cut)));
    parts.addBuffer(ReadableBuffers.wrap(second.slice(cut, second.limit() - cut)));
    InputStream in = ReadableBuffers.openStream(parts, true);
    try (WireFrame frame = FlightFrameReader.read(in, allocator)) {
      assertThat(frame.body()).hasSize(2);
      assertThat(frame.bodyBytes()).isEqualTo(BODY_BYTES);
      assertThat(bytes(frame, allocator)).isEqualTo(BODY);
      try (ArrowBuf within = frame.part(8, 64, allocator)) {
        assertThat(within.getByte(0)).isEqualTo(BODY[8]);
      }
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void aBodyInManyPartsIsCopiedAndAligned(BufferAllocator allocator) {
    int[] cuts = new int[30];
    AtomicInteger closed = new AtomicInteger();
    CompositeReadableBuffer parts = new CompositeReadableBuffer();
    ByteBuffer message = message();
    int from = 0;
    for (int i = 1; i <= cuts.length; i++) {
      int to = i == cuts.length ? message.limit() : i * 50_000;
      ByteBuffer apart = ByteBuffer.allocateDirect(to - from).put(message.slice(from, to - from));
      parts.addBuffer(
          new ForwardingReadableBuffer(ReadableBuffers.wrap(apart.flip())) {
            @Override
            public void close() {
              closed.incrementAndGet();
              super.close();
            }
          });
      from = to;
    }
    InputStream in = ReadableBuffers.openStream(parts, true);
    try (WireFrame frame = FlightFrameReader.read(in, allocator)) {
      assertThat(frame.body()).hasSize(1);
      assertThat(frame.body().get(0).memoryAddress() % WireFrame.ALIGNMENT).isZero();
      assertThat(bytes(frame, allocator)).isEqualTo(BODY);
      assertThat(closed).as("parts given back to the transport").hasValue(cuts.length);
    }
  }

  @Test
  void whereAlignedBuffersAreAskedForEveryBodyIsCopied(BufferAllocator allocator) {
    try (WireFrame frame = FlightFrameReader.readAligned(stream(message()), allocator)) {
      assertThat(frame.body().get(0).memoryAddress() % WireFrame.ALIGNMENT).isZero();
      assertThat(bytes(frame, allocator)).isEqualTo(BODY);
    }
  }

  @Test
  void withoutRoomForTheBodyNothingIsKept() {
    try (RootAllocator small = new RootAllocator(BODY_BYTES - 1)) {
      assertThatThrownBy(() -> FlightFrameReader.read(stream(message()), small))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageStartingWith("RESOURCE_EXHAUSTED: There is no memory for a message");
      assertThat(small.getAllocatedMemory()).isZero();
    }
  }
}
