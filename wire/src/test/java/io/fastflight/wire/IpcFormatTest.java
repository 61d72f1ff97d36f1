package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.Test;

/** The bytes are an Arrow IPC stream to every reader, and the memory is back when they are out. */
class IpcFormatTest {
  /** Returns the bytes of a whole stream; takes the source. */
  private static byte[] stream(PreparedBatches source) {
    try (source) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BatchEncoder encoder = new BatchEncoder(source);
      write(IpcFormat.message(encoder.head()), bytes);
      while (source.next()) {
        encoder.batchFrames().forEach(frame -> write(IpcFormat.message(frame), bytes));
      }
      write(IpcFormat.endOfStream(), bytes);
      return bytes.toByteArray();
    }
  }

  private static void write(ByteBuf message, ByteArrayOutputStream bytes) {
    assertThat(message.readableBytes() % 8).as("padding").isZero();
    bytes.writeBytes(ByteBufUtil.getBytes(message));
    assertThat(message.release()).isTrue();
  }

  private static PreparedBatches everyType(BufferAllocator allocator, int... rows) {
    List<SampleColumn> columns = WireRoundTripTest.columns().toList();
    VectorSchemaRoot[] batches =
        IntStream.of(rows)
            .mapToObj(count -> WireRoundTripTest.batch(columns, count, allocator))
            .toArray(VectorSchemaRoot[]::new);
    return PreparedBatches.of(batches);
  }

  private static List<Object> values(List<VectorSchemaRoot> batches) {
    return batches.stream().<Object>map(WireRoundTripTest::values).toList();
  }

  private static NumberedBatches numbered(int count, BufferAllocator allocator) {
    return new NumberedBatches(count, allocator);
  }

  @Test
  void arrowsReaderReadsEveryType(BufferAllocator allocator) throws Exception {
    List<Object> sent = new ArrayList<>();
    for (int rows : new int[] {5, 0, 33}) {
      try (PreparedBatches one = everyType(allocator, rows)) {
        one.next();
        sent.add(WireRoundTripTest.values(one.batch()));
      }
    }
    byte[] bytes = stream(everyType(allocator, 5, 0, 33));
    assertThat(allocator.getAllocatedMemory()).isZero();
    List<Object> read = new ArrayList<>();
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(bytes), allocator)) {
      while (reader.loadNextBatch()) {
        read.add(WireRoundTripTest.values(reader.getVectorSchemaRoot()));
      }
    }
    assertThat(read).isEqualTo(sent);
  }

  @Test
  void aTableReadsTheSame(BufferAllocator allocator) {
    byte[] bytes = stream(everyType(allocator, 9));
    try (PreparedBatches again = everyType(allocator, 9);
        Table table = Table.fromIpc(new ByteArrayInputStream(bytes), allocator)) {
      again.next();
      assertThat(table.schema()).isEqualTo(again.schema());
      assertThat(values(table.batches())).isEqualTo(values(List.of(again.batch())));
    }
  }

  @Test
  void aTableReadsDictionaries(BufferAllocator allocator) {
    byte[] bytes = stream(DictionaryRoundTripTest.levels(allocator));
    try (Table table = Table.fromIpc(new ByteArrayInputStream(bytes), allocator)) {
      assertThat(table.value(table.schema().getFields().get(0).getName(), 0)).hasToString("mid");
    }
  }

  @Test
  void anEmptyStreamIsASchemaAndAnEnd(BufferAllocator allocator) {
    VectorSchemaRoot empty = VectorSchemaRoot.create(NumberedBatches.SCHEMA, allocator);
    PreparedBatches source = PreparedBatches.of(empty);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(IpcFormat.message(new BatchEncoder(source).head()), bytes);
    write(IpcFormat.endOfStream(), bytes);
    source.close();
    try (Table table = Table.fromIpc(new ByteArrayInputStream(bytes.toByteArray()), allocator)) {
      assertThat(table.schema()).isEqualTo(NumberedBatches.SCHEMA);
      assertThat(table.rowCount()).isZero();
    }
  }

  @Test
  void withoutItsEndTheStreamIsRefused(BufferAllocator allocator) {
    byte[] whole = stream(everyType(allocator, 9));
    ByteArrayInputStream cut = new ByteArrayInputStream(whole, 0, whole.length - 8);
    assertThatThrownBy(() -> Table.fromIpc(cut, allocator))
        .isInstanceOf(IncompleteStreamException.class);
  }

  @Test
  void theEndIsEightBytes() {
    ByteBuf end = IpcFormat.endOfStream();
    assertThat(ByteBufUtil.hexDump(end)).isEqualTo("ffffffff00000000");
    end.release();
  }

  @Test
  void buffersOfOddLengthsArePaddedWithZeros(BufferAllocator allocator) {
    for (int rows = 1; rows < 18; rows++) {
      SampleColumn bytes = PlainColumns.integers().get(0);
      try (PreparedBatches source =
          PreparedBatches.ofColumn(bytes.field(), bytes.vector(allocator, rows))) {
        source.next();
        WireFrame frame = new BatchEncoder(source).batchFrames().get(0);
        int body = Math.toIntExact(frame.bodyBytes());
        ByteBuf message = IpcFormat.message(frame);
        int start = message.readableBytes() - body;
        int validity = rows < 3 ? 0 : 8; // without nulls there is none
        assertThat(body).isEqualTo(validity + (rows + 7) / 8 * 8);
        assertThat(start % 8).isZero();
        for (int padding = start + body - body % 8 + rows; padding < start + body; padding++) {
          assertThat(message.getByte(padding)).isZero();
        }
        message.release();
      }
    }
  }

  @Test
  void theBodyIsTheArrowBuffersThemselves(BufferAllocator allocator) {
    try (NumberedBatches source = numbered(65, allocator)) {
      while (source.reads() < 65) {
        source.next();
      }
      long address = source.batch().getVector(0).getDataBufferAddress();
      CompositeByteBuf message =
          (CompositeByteBuf) IpcFormat.message(new BatchEncoder(source).batchFrames().get(0));
      assertThat(
              LongStream.range(0, message.numComponents())
                  .map(i -> message.internalComponent((int) i).memoryAddress()))
          .contains(address);
      message.release();
    }
  }

  @Test
  void aMessageHoldsItsMemoryUntilItIsReleasedOnAnyThread(BufferAllocator allocator) {
    NumberedBatches source = numbered(65, allocator);
    while (source.reads() < 65) {
      source.next();
    }
    ByteBuf message = IpcFormat.message(new BatchEncoder(source).batchFrames().get(0));
    byte[] before = ByteBufUtil.getBytes(message);
    source.close();
    ByteBuf rest = message.retainedSlice(8, message.readableBytes() - 8);
    assertThat(message.release()).isFalse();
    assertThat(allocator.getAllocatedMemory()).isPositive();
    assertThat(ByteBufUtil.getBytes(rest))
        .isEqualTo(java.util.Arrays.copyOfRange(before, 8, before.length));
    assertThat(CompletableFuture.supplyAsync(rest::release).join()).isTrue();
    assertThat(allocator.getAllocatedMemory()).isZero();
  }
}
