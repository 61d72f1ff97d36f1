package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.DataServiceException;
import java.io.IOException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchArrowReaderTest {
  private final RootAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  @Test
  void batchesAreThoseOfTheSource() throws IOException {
    TestReader source = new TestReader(allocator, 2);
    try (ArrowReader reader = new BatchArrowReader(source, allocator)) {
      assertThat(reader.getVectorSchemaRoot().getSchema()).isEqualTo(Batches.SCHEMA);
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(Batches.values(reader.getVectorSchemaRoot())).containsExactly(0L, 1L, 2L, 3L);
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(Batches.values(reader.getVectorSchemaRoot())).containsExactly(4L, 5L, 6L, 7L);
      assertThat(reader.loadNextBatch()).isFalse();
      assertThat(reader.getVectorSchemaRoot().getRowCount()).isZero();
    }
    assertThat(source.closes()).isEqualTo(1);
  }

  @Test
  void buffersAreSharedAndNotCopied() throws IOException {
    TestReader source = new TestReader(allocator, 1);
    try (ArrowReader reader = new BatchArrowReader(source, allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(reader.getVectorSchemaRoot().getVector(0).getDataBuffer().memoryAddress())
          .isEqualTo(source.batch().getVector(0).getDataBuffer().memoryAddress());
    }
  }

  @Test
  void failureOfTheSourceIsAnIoFailureWithItsText() throws IOException {
    TestReader source =
        new TestReader(allocator, 1).thenFail(new DataServiceException("source gone"));
    try (ArrowReader reader = new BatchArrowReader(source, allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThatThrownBy(reader::loadNextBatch)
          .isInstanceOf(IOException.class)
          .hasMessage("source gone")
          .hasCauseInstanceOf(DataServiceException.class);
    }
  }

  @Test
  void sourceMayBeKeptOpen() {
    TestReader source = new TestReader(allocator, 1);
    new BatchArrowReader(source, allocator).close(false);
    assertThat(source.closes()).isZero();
  }

  @Test
  void backAndForthIsTheSameStreamWithItsDictionaries() {
    Dictionary levels =
        Batches.dictionary(allocator, new ArrowType.Int(8, true), "low", "mid", "high");
    byte[] ipc;
    try (VectorSchemaRoot root = Batches.encoded(allocator, levels, 2, null, 0)) {
      ipc = Batches.write(root, new MapDictionaryProvider(levels), 2, index -> {});
    }
    levels.getVector().close();
    BatchReader plain = BatchReader.of(Batches.arrowReader(ipc, allocator));
    try (BatchReader reader = BatchReader.of(new BatchArrowReader(plain, allocator));
        Table table = Table.read(reader, allocator)) {
      assertThat(table.rowCount()).isEqualTo(6);
      assertThat(table.value("level", 0)).hasToString("high");
      assertThat(table.value("level", 1)).isNull();
      assertThat(table.value("level", 5)).hasToString("low");
    }
  }
}
