package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.InternalFaultException;
import io.fastflight.testkit.columns.SampleColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that Arrow's writers compressed are read; broken ones are refused and leave nothing. */
class CompressedBatchTest {
  static Stream<Arguments> columnsAndCodecs() {
    return WireRoundTripTest.columns()
        .flatMap(
            column ->
                Stream.of(CodecType.LZ4_FRAME, CodecType.ZSTD)
                    .map(codec -> Arguments.of(column, codec)));
  }

  private static RawMessage compressed(VectorSchemaRoot batch, CodecType type) {
    CompressionCodec codec = CommonsCompressionFactory.INSTANCE.createCodec(type);
    return RawMessage.of(new VectorUnloader(batch, true, codec, true).getRecordBatch());
  }

  @ParameterizedTest
  @MethodSource("columnsAndCodecs")
  void everyTypeArrives(SampleColumn column, CodecType codec, BufferAllocator allocator) {
    for (int rows : new int[] {1, 500}) {
      FieldVector vector = column.vector(allocator, rows);
      List<Object> sent = SampleColumn.values(vector);
      try (PreparedBatches source = PreparedBatches.ofColumn(column.field(), vector);
          BatchDecoder decoder = decoder(source, allocator)) {
        source.next();
        RawMessage message = compressed(source.batch(), codec);
        assertThat(decoder.decode(message.frame(allocator))).isTrue();
        assertThat(SampleColumn.values(decoder.batch().getVector(0))).isEqualTo(sent);
      }
    }
  }

  private static BatchDecoder decoder(PreparedBatches source, BufferAllocator allocator) {
    byte[] schema = WireBytes.message(new BatchEncoder(source).head(), allocator);
    return WireBytes.decoder(List.of(schema), Door.PLAIN, allocator);
  }

  /** A compressed batch of one column, 1,000 times the same number. */
  private static RawMessage ids(CodecType codec, BufferAllocator allocator) {
    try (BigIntVector ids = idVector(allocator)) {
      VectorSchemaRoot batch = VectorSchemaRoot.of(ids);
      return compressed(batch, codec);
    }
  }

  private static BigIntVector idVector(BufferAllocator allocator) {
    BigIntVector ids = new BigIntVector("id", allocator);
    for (int i = 0; i < 1_000; i++) {
      ids.setSafe(i, 7);
    }
    ids.setValueCount(1_000);
    return ids;
  }

  private static String refusal(RawMessage message, BufferAllocator allocator) {
    try (PreparedBatches source = PreparedBatches.of(VectorSchemaRoot.of(idVector(allocator)));
        BatchDecoder decoder = decoder(source, allocator)) {
      decoder.decode(message.frame(allocator));
    } catch (InternalFaultException refused) {
      assertThat(allocator.getAllocatedMemory()).isZero();
      return refused.getMessage();
    }
    throw new AssertionError("decoded");
  }

  /**
   * Returns the message with {@code length} where the second buffer, of the values, says its own.
   */
  private static RawMessage claiming(long length, RawMessage message) {
    ByteBuffer body = ByteBuffer.wrap(message.body()).order(ByteOrder.LITTLE_ENDIAN);
    body.putLong(claimOfValues(body), length);
    return new RawMessage(message.header(), body.array());
  }

  private static int claimOfValues(ByteBuffer body) {
    int at = 0;
    while (body.getLong(at) != 8_000) {
      at += Long.BYTES;
    }
    return at;
  }

  @ParameterizedTest
  @EnumSource(names = {"LZ4_FRAME", "ZSTD"})
  void aBufferThatClaimsTerabytesIsRefused(CodecType codec, BufferAllocator allocator) {
    RawMessage message = ids(codec, allocator);
    for (long length : new long[] {16 << 20, (1L << 30) + 1, 1L << 40, Long.MAX_VALUE}) {
      assertThat(refusal(claiming(length, message), allocator))
          .isEqualTo(
              "The peer sent a record batch that cannot be right: it has a body of over %d bytes once decompressed.",
              8 << 20);
    }
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(1 << 20);
  }

  @ParameterizedTest
  @EnumSource(names = {"LZ4_FRAME", "ZSTD"})
  void aBufferThatClaimsANegativeLengthIsRefused(CodecType codec, BufferAllocator allocator) {
    RawMessage message = ids(codec, allocator);
    for (long length : new long[] {-2, Integer.MIN_VALUE, Long.MIN_VALUE}) {
      assertThat(refusal(claiming(length, message), allocator))
          .isEqualTo(
              "The peer sent a record batch that cannot be right: it has a compressed buffer of %d bytes."
                  .formatted(length));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LZ4_FRAME", "ZSTD"})
  void aBufferWithLessInItThanItSaysIsRefused(CodecType codec, BufferAllocator allocator) {
    assertThat(refusal(claiming(100_000, ids(codec, allocator)), allocator)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"LZ4_FRAME", "ZSTD"})
  void aBrokenSecondBufferLeavesNothingOfTheFirst(CodecType codec, BufferAllocator allocator) {
    RawMessage message = ids(codec, allocator);
    ByteBuffer body = ByteBuffer.wrap(message.body()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = claimOfValues(body) + Long.BYTES; at < body.capacity(); at++) {
      body.put(at, (byte) 0xEE);
    }
    assertThat(refusal(new RawMessage(message.header(), body.array()), allocator))
        .isEqualTo("The peer sent a record batch that cannot be read as Arrow.");
  }

  @Test
  void aCodecOrMethodNobodyKnowsIsRefused(BufferAllocator allocator) {
    for (int[] way :
        new int[][] {
          {5, BodyCompressionMethod.BUFFER},
          {CompressionType.ZSTD, BodyCompressionMethod.BUFFER + 1}
        }) {
      ForgedBatch batch =
          ForgedBatch.of(1).node(1, 0).buffer(0, 0).buffer(0, 8).compressed(way[0], way[1]);
      assertThat(refusal(batch.withBody(new byte[8]), allocator))
          .isEqualTo(
              "The peer sent a record batch that cannot be right: it has a body compressed in a way that is not known here.");
    }
  }

  @Test
  void aCompressedBufferTooShortForItsLengthIsRefused(BufferAllocator allocator) {
    ForgedBatch batch =
        ForgedBatch.of(1)
            .node(1, 0)
            .buffer(0, 0)
            .buffer(0, 7)
            .compressed(CompressionType.ZSTD, BodyCompressionMethod.BUFFER);
    assertThat(refusal(batch.withBody(new byte[8]), allocator))
        .isEqualTo("The peer sent a record batch that cannot be read as Arrow.");
  }
}
