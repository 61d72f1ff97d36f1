package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.DataServiceException;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link BatchReader#of} over Arrow's own readers. */
class BatchReaderTest {
  private static final ArrowType.Int INT8 = new ArrowType.Int(8, true);

  private final RootAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  @Test
  void batchesComeInOrderUntilTheEnd() {
    try (BatchReader reader = open(Batches.ipc(allocator, 2))) {
      assertThat(reader.schema()).isEqualTo(Batches.SCHEMA);
      assertThat(Batches.values(reader)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void emptyStreamHasASchema() {
    try (BatchReader reader = open(Batches.ipc(allocator, 0))) {
      assertThat(reader.next()).isFalse();
      assertThat(reader.schema()).isEqualTo(Batches.SCHEMA);
    }
  }

  @Test
  void thereIsNoBatchBeforeTheFirstNorAfterTheLast() {
    try (BatchReader reader = open(Batches.ipc(allocator, 1))) {
      assertThatThrownBy(reader::batch)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("There is no batch: next() has not returned true.");
      assertThat(reader.next()).isTrue();
      assertThat(reader.batch().getRowCount()).isEqualTo(4);
      assertThat(reader.next()).isFalse();
      assertThatThrownBy(reader::batch).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closingTwiceClosesTheSourceOnce() {
    CountingReader source = new CountingReader(allocator);
    BatchReader reader = BatchReader.of(source);
    reader.close();
    reader.close();
    assertThat(source.closes).isEqualTo(1);
  }

  @Test
  void closedReaderNamesItself() {
    BatchReader reader = open(Batches.ipc(allocator, 1));
    reader.close();
    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This reader over org.apache.arrow.vector.ipc.ArrowStreamReader is closed.");
  }

  @Test
  void failureOfTheSourceIsItsCause() {
    try (BatchReader reader = BatchReader.of(new CountingReader(allocator))) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage("The Arrow stream could not be read to its end.")
          .hasRootCauseMessage("disk gone");
    }
  }

  @Test
  void dictionariesAreThereFromTheFirstBatch() {
    Dictionary levels = Batches.dictionary(allocator, INT8, "low", "high");
    byte[] ipc;
    try (VectorSchemaRoot root = Batches.encoded(allocator, levels, 1, 0, null)) {
      ipc = Batches.write(root, new MapDictionaryProvider(levels), 2, index -> {});
    }
    levels.getVector().close();
    try (BatchReader reader = open(ipc)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.schema().findField("level").getType()).isEqualTo(INT8);
      assertThat(reader.dictionaries().lookup(7).getVector().getObject(1)).hasToString("high");
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void dictionaryReplacedByAnotherIsAFailureAndNotAWrongValue() {
    try (BatchReader reader = open(replacing("low", "high", "none", "all"))) {
      assertThat(reader.next()).isTrue();
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "The Arrow stream changes its dictionary 7 between two batches."
                  + " Write it with one dictionary, or without dictionary encoding.");
    }
  }

  @Test
  void dictionarySentAgainUnchangedIsNoFailure() {
    try (BatchReader reader = open(replacing("low", "high", "low", "high"))) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(reader.dictionaries().lookup(7).getVector().getObject(1)).hasToString("high");
      assertThat(reader.next()).isFalse();
    }
  }

  private BatchReader open(byte[] ipc) {
    return BatchReader.of(Batches.arrowReader(ipc, allocator));
  }

  /** Puts two streams together, so that the dictionary batch of the second replaces the first's. */
  private byte[] replacing(String first0, String first1, String second0, String second1) {
    byte[] first = stream(first0, first1);
    byte[] second = stream(second0, second1);
    int schemaEnd = messageEnd(second, 0);
    int endMarker = 8;
    byte[] both = new byte[first.length - endMarker + second.length - schemaEnd];
    System.arraycopy(first, 0, both, 0, first.length - endMarker);
    System.arraycopy(second, schemaEnd, both, first.length - endMarker, second.length - schemaEnd);
    return both;
  }

  private byte[] stream(String... values) {
    Dictionary levels = Batches.dictionary(allocator, INT8, values);
    try (VectorSchemaRoot root = Batches.encoded(allocator, levels, 1, 0)) {
      return Batches.write(root, new MapDictionaryProvider(levels), 1, index -> {});
    } finally {
      levels.getVector().close();
    }
  }

  /** Returns where a message without a body ends: marker, length, metadata. */
  private static int messageEnd(byte[] ipc, int start) {
    int length =
        java.nio.ByteBuffer.wrap(ipc).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(start + 4);
    return start + 8 + length;
  }

  /** Has a schema and fails to read. */
  private static final class CountingReader extends ArrowReader {
    private int closes;

    CountingReader(BufferAllocator allocator) {
      super(allocator);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      throw new IOException("disk gone");
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {
      closes++;
    }

    @Override
    protected Schema readSchema() {
      return new Schema(List.of());
    }
  }
}
