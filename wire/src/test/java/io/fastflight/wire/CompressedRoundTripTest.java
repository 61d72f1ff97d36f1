package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.FastFlightException;
import io.fastflight.service.Compression;
import io.fastflight.testkit.TestSeed;
import io.fastflight.testkit.columns.SampleColumn;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that our encoder compressed are read by our decoder and by Arrow's; broken ones not. */
class CompressedRoundTripTest {
  private static final int[] ROW_COUNTS = {0, 1, 3_000};

  /** Claims within this are believed at once; see BodyDecompressor. */
  private static final long BELIEVED_BYTES = 16 << 20;

  static Stream<Arguments> columnsAndCompressions() {
    return WireRoundTripTest.columns()
        .flatMap(
            column ->
                Stream.of(Compression.LZ4, Compression.ZSTD)
                    .map(compression -> Arguments.of(column, compression)));
  }

  private static PreparedBatches batches(SampleColumn column, BufferAllocator allocator) {
    FieldVector[] vectors =
        Arrays.stream(ROW_COUNTS)
            .mapToObj(rows -> column.vector(allocator, rows))
            .toArray(FieldVector[]::new);
    return PreparedBatches.ofColumn(column.field(), vectors);
  }

  private static List<Object> sent(SampleColumn column, BufferAllocator allocator) {
    List<Object> values = new ArrayList<>();
    for (int rows : ROW_COUNTS) {
      try (FieldVector vector = column.vector(allocator, rows)) {
        values.addAll(SampleColumn.values(vector));
      }
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("columnsAndCompressions")
  void everyTypeArrives(SampleColumn column, Compression compression, BufferAllocator allocator) {
    List<Object> arrived = new ArrayList<>();
    try (PreparedBatches source = batches(column, allocator)) {
      BatchEncoder encoder = new BatchEncoder(source, compression);
      try (BatchDecoder decoder = BatchDecoder.start(encoder.head(), allocator)) {
        while (source.next()) {
          for (WireFrame frame : encoder.batchFrames()) {
            decoder.decode(arrived(frame, allocator));
            arrived.addAll(SampleColumn.values(decoder.batch().getVector(0)));
          }
        }
      }
    }
    assertThat(arrived).isEqualTo(sent(column, allocator));
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  private static WireFrame arrived(WireFrame frame, BufferAllocator allocator) {
    return WireBytes.frame(WireBytes.message(frame, allocator), Door.PLAIN, allocator);
  }

  @ParameterizedTest
  @MethodSource("columnsAndCompressions")
  void arrowsOwnReaderReadsEveryType(
      SampleColumn column, Compression compression, BufferAllocator allocator) throws Exception {
    byte[] stream;
    try (PreparedBatches source = batches(column, allocator)) {
      stream = ipc(source, compression);
    }
    List<Object> read = new ArrayList<>();
    try (ArrowStreamReader reader =
        new ArrowStreamReader(
            new ByteArrayInputStream(stream), allocator, CommonsCompressionFactory.INSTANCE)) {
      while (reader.loadNextBatch()) {
        read.addAll(SampleColumn.values(reader.getVectorSchemaRoot().getVector(0)));
      }
    }
    assertThat(read).isEqualTo(sent(column, allocator));
  }

  private static byte[] ipc(PreparedBatches source, Compression compression) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BatchEncoder encoder = new BatchEncoder(source, compression);
    write(IpcFormat.message(encoder.head()), out);
    while (source.next()) {
      for (WireFrame frame : encoder.batchFrames()) {
        write(IpcFormat.message(frame), out);
      }
    }
    write(IpcFormat.endOfStream(), out);
    return out.toByteArray();
  }

  private static void write(ByteBuf bytes, ByteArrayOutputStream out) throws Exception {
    try {
      bytes.readBytes(out, bytes.readableBytes());
    } finally {
      bytes.release();
    }
  }

  /** Two columns, numbers and words, of which the numbers fill more than a block of 4 MiB. */
  private static PreparedBatches rows(int count, BufferAllocator allocator) {
    BigIntVector ids = new BigIntVector("id", allocator);
    VarCharVector words = new VarCharVector("word", allocator);
    for (int i = 0; i < count; i++) {
      ids.setSafe(i, i / 3);
      words.setSafe(i, new byte[] {'w', (byte) ('a' + i % 20)});
    }
    ids.setValueCount(count);
    words.setValueCount(count);
    return PreparedBatches.of(VectorSchemaRoot.of(ids, words));
  }

  private static WireFrame compressed(PreparedBatches source, Compression compression) {
    source.next();
    Shaping whole = new Shaping(Shaping.MAX_TARGET_BYTES, System::nanoTime);
    return new BatchEncoder(source, compression, whole).batchFrames().get(0);
  }

  private static boolean isCompressed(WireFrame frame) {
    Message message = Message.getRootAsMessage(frame.header());
    return ((RecordBatch) message.header(new RecordBatch())).compression() != null;
  }

  private static BatchDecoder decoder(PreparedBatches source, BufferAllocator allocator) {
    return BatchDecoder.start(new BatchEncoder(source).head(), allocator);
  }

  @ParameterizedTest
  @EnumSource
  void bodiesOfSeveralBlocksArriveSmaller(Compression compression, BufferAllocator allocator) {
    int count = 1_200_000;
    try (PreparedBatches source = rows(count, allocator);
        BatchDecoder decoder = decoder(source, allocator);
        WireFrame frame = compressed(source, compression)) {
      assertThat(isCompressed(frame)).isEqualTo(compression != Compression.NONE);
      assertThat(frame.bodyBytes())
          .isBetween(10_000L, compression == Compression.NONE ? 20_000_000L : 8_000_000L);
      source.close(); // the frame needs nothing of it
      decoder.decode(RawMessage.of(frame).frame(allocator));
      BigIntVector ids = (BigIntVector) decoder.batch().getVector(0);
      for (int i = 0; i < count; i++) {
        if (ids.get(i) != i / 3) {
          throw new AssertionError("row " + i);
        }
      }
    }
  }

  @Test
  void aBatchThatDoesNotShrinkIsSentAsItIs(BufferAllocator allocator) {
    BigIntVector noise = new BigIntVector("noise", allocator);
    Random random = new Random(5);
    for (int i = 0; i < 1_000; i++) {
      noise.setSafe(i, random.nextLong());
    }
    noise.setValueCount(1_000);
    try (PreparedBatches source = PreparedBatches.of(VectorSchemaRoot.of(noise));
        WireFrame frame = compressed(source, Compression.ZSTD)) {
      assertThat(isCompressed(frame)).isFalse();
      assertThat(frame.body().get(0).memoryAddress())
          .isEqualTo(noise.getDataBuffer().memoryAddress());
    }
  }

  private static RawMessage small(PreparedBatches source, Compression compression) {
    WireFrame frame = compressed(source, compression);
    assertThat(isCompressed(frame)).isTrue();
    return RawMessage.of(frame);
  }

  private static boolean decodes(
      PreparedBatches source, RawMessage message, BufferAllocator allocator) {
    long before = allocator.getAllocatedMemory();
    boolean decoded;
    try (BatchDecoder decoder = decoder(source, allocator)) {
      decoder.decode(message.frame(allocator));
      decoded = true;
    } catch (FastFlightException refused) {
      decoded = false;
    }
    assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
    return decoded;
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aBodyCutAnywhereIsRefused(Compression compression, BufferAllocator allocator) {
    try (PreparedBatches source = rows(300, allocator)) {
      RawMessage message = small(source, compression);
      byte[] body = message.body();
      assertThat(decodes(source, message, allocator)).isTrue();
      for (int length = 0; length < body.length - WireFrame.ALIGNMENT; length++) {
        RawMessage cut = new RawMessage(message.header(), Arrays.copyOf(body, length));
        assertThat(decodes(source, cut, allocator)).as("cut to %s", length).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aDamagedBodyIsReadOrRefusedInLittleMemory(
      Compression compression, BufferAllocator allocator) {
    Random random = TestSeed.random(CompressedRoundTripTest.class);
    try (PreparedBatches source = rows(300, allocator)) {
      RawMessage message = small(source, compression);
      int refused = 0;
      for (int i = 0; i < 1_000; i++) {
        byte[] body = message.body();
        int at = random.nextInt(body.length);
        body[at] = (byte) random.nextInt();
        refused += decodes(source, new RawMessage(message.header(), body), allocator) ? 0 : 1;
      }
      assertThat(refused).isBetween(50, 1_000);
    }
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(BELIEVED_BYTES + (1 << 20));
  }

  /** Every buffer of the body claims {@code length} bytes. */
  private static RawMessage claiming(long length, RawMessage message, List<Long> offsets) {
    ByteBuffer body = ByteBuffer.wrap(message.body()).order(ByteOrder.LITTLE_ENDIAN);
    offsets.forEach(at -> body.putLong(at.intValue(), length));
    return new RawMessage(message.header(), body.array());
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aLieAboutALengthTakesNoMemory(Compression compression, BufferAllocator allocator) {
    try (PreparedBatches source = rows(300, allocator)) {
      RawMessage message = small(source, compression);
      RecordBatch header =
          (RecordBatch)
              Message.getRootAsMessage(ByteBuffer.wrap(message.header())).header(new RecordBatch());
      List<Long> offsets = new ArrayList<>();
      for (int i = 0; i < header.buffersLength(); i++) {
        if (header.buffers(i).length() > 0) {
          offsets.add(header.buffers(i).offset());
        }
      }
      for (long length : new long[] {1L << 20, 1L << 26, (1L << 30) - 8, 1L << 30, -5}) {
        assertThat(decodes(source, claiming(length, message, offsets), allocator)).isFalse();
      }
    }
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(1 << 20);
  }
}
