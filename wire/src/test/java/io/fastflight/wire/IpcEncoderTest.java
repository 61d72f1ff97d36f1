package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.testkit.columns.SampleColumn;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.InvalidArrowFileException;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.Test;

/** The bytes of a file are one to Arrow's own reader, at every batch. */
class IpcEncoderTest {
  @Test
  void everyTypeIsReadBackFromAFile(BufferAllocator memory) throws Exception {
    List<SampleColumn> columns = WireRoundTripTest.columns().toList();
    VectorSchemaRoot batch = WireRoundTripTest.batch(columns, 5, memory);
    List<Object> expected = WireRoundTripTest.values(batch);
    byte[] file;
    try (PreparedBatches source = PreparedBatches.of(batch);
        IpcEncoder encoder = new IpcEncoder(source, IpcKind.FILE)) {
      file = bytes(encoder);
      assertThat(encoder.totals()).isEqualTo(new StreamTotals(5, 1));
    }
    try (ArrowFileReader reader = reader(file, memory)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(WireRoundTripTest.values(reader.getVectorSchemaRoot())).isEqualTo(expected);
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  @Test
  void aFileHasItsDictionaries(BufferAllocator memory) throws Exception {
    byte[] file;
    int rows;
    try (PreparedBatches source = DictionaryRoundTripTest.levels(memory);
        IpcEncoder encoder = new IpcEncoder(source, IpcKind.FILE)) {
      file = bytes(encoder);
      rows = (int) encoder.totals().rows();
    }
    try (ArrowFileReader reader = reader(file, memory)) {
      assertThat(reader.getDictionaryBlocks()).hasSize(1);
      assertThat(reader.getRecordBlocks()).hasSize(1);
      assertThat(reader.loadRecordBatch(reader.getRecordBlocks().get(0))).isTrue();
      assertThat(reader.getVectorSchemaRoot().getRowCount()).isEqualTo(rows);
      assertThat(reader.getDictionaryVectors().values())
          .allSatisfy(found -> assertThat(found.getVector().getValueCount()).isPositive());
    }
  }

  @Test
  void aFileThatLacksItsEndIsRefused(BufferAllocator memory) throws Exception {
    try (PreparedBatches source = DictionaryRoundTripTest.levels(memory);
        IpcEncoder encoder = new IpcEncoder(source, IpcKind.FILE)) {
      byte[] whole = bytes(encoder);
      byte[] cut = Arrays.copyOf(whole, whole.length - 1);
      try (ArrowFileReader reader = reader(cut, memory)) {
        assertThatThrownBy(reader::loadNextBatch).isInstanceOf(InvalidArrowFileException.class);
      }
    }
  }

  private static ArrowFileReader reader(byte[] file, BufferAllocator memory) {
    return new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(file), memory);
  }

  private static byte[] bytes(IpcEncoder encoder) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Optional<ByteBuf> message = encoder.next();
    while (message.isPresent()) {
      all.writeBytes(ByteBufUtil.getBytes(message.get()));
      assertThat(message.get().release()).isTrue();
      message = encoder.next();
    }
    return all.toByteArray();
  }
}
