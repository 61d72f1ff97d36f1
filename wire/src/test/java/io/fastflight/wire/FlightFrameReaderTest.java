package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.fastflight.testkit.TestSeed;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.internal.CompositeReadableBuffer;
import io.grpc.internal.ReadableBuffer;
import io.grpc.internal.ReadableBuffers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any bytes a peer can send become a frame or a refusal, and never memory that stays. */
class FlightFrameReaderTest {
  private static final int CASES = 20_000;
  private static final long MOST_BYTES = 16L << 20;

  private static final FlightData MESSAGE =
      FlightData.newBuilder()
          .setDataHeader(bytes(104, 1))
          .setAppMetadata(bytes(20, 2))
          .setDataBody(bytes(1_000, 3))
          .build();

  /** Writes fields into a message. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static ByteString bytes(int count, int seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static ByteString body(WireFrame frame) {
    ArrowBuf body = frame.body().get(0);
    byte[] bytes = new byte[(int) body.readableBytes()];
    body.getBytes(0, bytes);
    return ByteString.copyFrom(bytes);
  }

  private static void requireParts(WireFrame frame, FlightData expected) {
    assertThat(ByteString.copyFrom(frame.header())).isEqualTo(expected.getDataHeader());
    assertThat(frame.appMetadata()).isEqualTo(expected.getAppMetadata().toByteArray());
    assertThat(body(frame)).isEqualTo(expected.getDataBody());
    assertThat(frame.bodyBytes()).isEqualTo(expected.getDataBody().size());
  }

  private static StatusRuntimeException refusal(InputStream in, BufferAllocator allocator) {
    try (WireFrame frame = FlightFrameReader.read(in, allocator)) {
      throw new AssertionError("read as a frame of " + frame.bodyBytes() + " bytes");
    } catch (StatusRuntimeException refusal) {
      return refusal;
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void headerMetadataAndBodyAreRead(Door door, BufferAllocator allocator) {
    try (WireFrame frame = FlightFrameReader.read(door.open(MESSAGE.toByteArray()), allocator)) {
      requireParts(frame, MESSAGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aMessageCutAtAnyByteIsShorterByWholeFieldsOrRefused(Door door, BufferAllocator allocator) {
    byte[] whole = MESSAGE.toByteArray();
    List<Integer> readable = new ArrayList<>();
    for (int length = 0; length < whole.length; length++) {
      try (WireFrame frame =
          FlightFrameReader.read(door.open(Arrays.copyOf(whole, length)), allocator)) {
        assertThat(frame.bodyBytes()).isZero();
        readable.add(length);
      } catch (StatusRuntimeException refused) {
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
    int header = 2 + MESSAGE.getDataHeader().size();
    assertThat(readable).containsExactly(0, header, header + 2 + MESSAGE.getAppMetadata().size());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aShortMessageThatClaimsALongBodyAllocatesNothing(Door door, BufferAllocator allocator)
      throws IOException {
    byte[] message =
        message(
            out -> {
              out.writeTag(FlightFrameStream.DATA_BODY, WireFormat.WIRETYPE_LENGTH_DELIMITED);
              out.writeUInt32NoTag(64 << 20);
              out.writeRawBytes(new byte[10]);
            });
    assertThat(message).hasSize(16);
    assertThat(refusal(door.open(message), allocator))
        .hasMessage(
            "INTERNAL: The peer sent a message that is no FlightData: a field claims 67108864 bytes and 10 are there");
    assertThat(allocator.getPeakMemoryAllocation()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aHeaderThatClaimsMoreThanIsThereIsRefused(Door door, BufferAllocator allocator)
      throws IOException {
    for (int field :
        new int[] {FlightFrameStream.DATA_HEADER, FlightFrameStream.APP_METADATA, 77}) {
      byte[] message =
          message(
              out -> {
                out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(Integer.MAX_VALUE);
              });
      assertThat(refusal(door.open(message), allocator)).hasMessageContaining("2147483647 bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aNegativeLengthIsRefused(Door door, BufferAllocator allocator) throws IOException {
    byte[] message =
        message(
            out -> {
              out.writeTag(FlightFrameStream.DATA_BODY, WireFormat.WIRETYPE_LENGTH_DELIMITED);
              out.writeUInt64NoTag(-1);
            });
    assertThat(refusal(door.open(message), allocator)).hasMessageContaining("claims -1 bytes");
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aNumberOfElevenBytesIsRefused(Door door, BufferAllocator allocator) {
    byte[] endless = new byte[32];
    Arrays.fill(endless, (byte) 0xFF);
    assertThat(refusal(door.open(endless), allocator))
        .hasMessageContaining("it has a number of more than ten bytes");
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void unknownFieldsAreSkipped(Door door, BufferAllocator allocator) throws IOException {
    Fields unknown =
        out -> {
          out.writeInt64(50, -1);
          out.writeFixed64(51, 1);
          out.writeFixed32(52, 1);
          out.writeBytes(53, bytes(300, 4));
          out.writeInt32(FlightFrameStream.DATA_HEADER, 5);
        };
    byte[] message =
        message(
            out -> {
              out.writeMessage(1, FlightDescriptor.newBuilder().addPath("x").build());
              unknown.write(out);
              out.writeBytes(FlightFrameStream.DATA_HEADER, MESSAGE.getDataHeader());
              unknown.write(out);
              out.writeBytes(FlightFrameStream.APP_METADATA, MESSAGE.getAppMetadata());
              out.writeBytes(FlightFrameStream.DATA_BODY, MESSAGE.getDataBody());
              unknown.write(out);
            });
    try (WireFrame frame = FlightFrameReader.read(door.open(message), allocator)) {
      requireParts(frame, MESSAGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aGroupIsRefused(Door door, BufferAllocator allocator) throws IOException {
    byte[] message =
        message(
            out -> {
              out.writeBytes(FlightFrameStream.DATA_BODY, MESSAGE.getDataBody());
              out.writeTag(9, WireFormat.WIRETYPE_START_GROUP);
            });
    assertThat(refusal(door.open(message), allocator))
        .hasMessageContaining("it has a field of wire type 3");
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void theLastOfRepeatedFieldsCounts(Door door, BufferAllocator allocator) throws IOException {
    byte[] message =
        message(
            out -> {
              for (int i = 0; i < 3; i++) {
                out.writeBytes(FlightFrameStream.DATA_BODY, bytes(5_000 + i, i));
                out.writeBytes(FlightFrameStream.DATA_HEADER, bytes(16, i));
              }
              MESSAGE.writeTo(out);
            });
    try (WireFrame frame = FlightFrameReader.read(door.open(message), allocator)) {
      requireParts(frame, MESSAGE);
      assertThat(allocator.getAllocatedMemory()).isEqualTo(1_024);
    }
  }

  @Test
  void aBodyLongerThanAnyChunkIsReadWhole(BufferAllocator allocator) {
    FlightData large = FlightData.newBuilder().setDataBody(bytes(200_003, 5)).build();
    byte[] message = large.toByteArray();
    for (int pieceBytes : new int[] {1, 7, 16_384, 1 << 20}) {
      try (WireFrame frame = FlightFrameReader.read(Door.pieces(message, pieceBytes), allocator)) {
        requireParts(frame, large);
      }
    }
    try (WireFrame frame = FlightFrameReader.read(Door.PLAIN.open(message), allocator)) {
      requireParts(frame, large);
    }
  }

  @Test
  void emptyPiecesAmidAMessageAreSteppedOver(BufferAllocator allocator) {
    byte[] message = MESSAGE.toByteArray();
    for (int at = 1; at < message.length; at++) {
      CompositeReadableBuffer pieces = new CompositeReadableBuffer();
      pieces.addBuffer(piece(message, 0, at));
      pieces.addBuffer(piece(message, at, 0));
      pieces.addBuffer(piece(message, at, 0));
      pieces.addBuffer(piece(message, at, message.length - at));
      try (WireFrame frame =
          FlightFrameReader.read(ReadableBuffers.openStream(pieces, true), allocator)) {
        requireParts(frame, MESSAGE);
      }
    }
  }

  private static ReadableBuffer piece(byte[] message, int offset, int count) {
    return ReadableBuffers.wrap(Door.direct(message, offset, count));
  }

  /** gRPC's stream over a message that it decompresses itself says 1 is available to the end. */
  @Test
  void aMessageThatGrpcDecompressesIsRead(BufferAllocator allocator) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      MESSAGE.writeTo(gzip);
    }
    InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.toByteArray()));
    try (WireFrame frame = FlightFrameReader.read(in, allocator)) {
      requireParts(frame, MESSAGE);
    }
  }

  @Test
  void aBodyThereIsNoMemoryForIsRefusedAsSuch(BufferAllocator allocator) {
    try (BufferAllocator small = allocator.newChildAllocator("small", 0, 512)) {
      assertThat(refusal(Door.IN_PIECES.open(MESSAGE.toByteArray()), small).getStatus())
          .satisfies(
              status -> {
                assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(status.getDescription())
                    .startsWith("There is no memory for a message that arrived: ");
              });
      assertThat(small.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void aBrokenTransportIsARefusal(BufferAllocator allocator) throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();
    assertThatThrownBy(() -> FlightFrameReader.read(broken, allocator))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageEndingWith("Stream closed");
  }

  @Test
  void randomBytesAreAFrameOrARefusal(BufferAllocator allocator) {
    Random random = TestSeed.random(FlightFrameReaderTest.class);
    for (int i = 0; i < CASES; i++) {
      byte[] message = i % 2 == 0 ? noise(random) : damaged(random);
      Door door = random.nextBoolean() ? Door.PLAIN : Door.IN_PIECES;
      try (WireFrame frame = FlightFrameReader.read(door.open(message), allocator)) {
        assertThat(frame.bodyBytes()).isLessThanOrEqualTo(message.length + 8L);
      } catch (StatusRuntimeException refused) {
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(MOST_BYTES);
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] damaged(Random random) {
    byte[] bytes = MESSAGE.toByteArray();
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }
}
