package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.DataServiceException;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  private final RootAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  @Test
  void tableHoldsEveryBatchAfterTheReaderIsClosed() {
    TestReader reader = new TestReader(allocator, 3);
    try (Table table = Table.read(reader, allocator)) {
      reader.close();
      assertThat(table.schema()).isEqualTo(Batches.SCHEMA);
      assertThat(table.rowCount()).isEqualTo(12);
      assertThat(table.batches()).hasSize(3);
      assertThat(table.value("id", 0)).isEqualTo(0L);
      assertThat(table.value("id", 11)).isEqualTo(11L);
      assertThat(table.value("text", 4)).hasToString("t4");
    }
  }

  @Test
  void batchesAreSharedAndNotCopied() {
    TestReader reader = new TestReader(allocator, 1);
    try (TableBuilder builder = new TableBuilder(allocator)) {
      assertThat(reader.next()).isTrue();
      long before = allocator.getAllocatedMemory();
      builder.add(reader.batch(), reader.dictionaries());
      assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
    }
    reader.close();
  }

  @Test
  void emptyStreamIsATableWithASchema() {
    try (Table table = Table.read(new TestReader(allocator, 0), allocator)) {
      assertThat(table.rowCount()).isZero();
      assertThat(table.batches()).isEmpty();
      assertThat(table.schema()).isEqualTo(Batches.SCHEMA);
    }
  }

  @Test
  void failureAfterBatchesIsNoShorterTable() {
    TestReader reader =
        new TestReader(allocator, 2).thenFail(new DataServiceException("source gone"));
    assertThatThrownBy(() -> Table.read(reader, allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage("source gone");
    assertThat(allocator.getAllocatedMemory()).isZero();
    assertThat(reader.closes()).isZero(); // it is borrowed
  }

  @Test
  void readerOverATableReadsItAgainAndAgain() {
    try (Table table = Table.read(new TestReader(allocator, 2), allocator)) {
      for (int i = 0; i < 2; i++) {
        try (BatchReader reader = table.reader()) {
          assertThat(Batches.values(reader)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
          assertThat(reader.next()).isFalse();
        }
      }
    }
  }

  @Test
  void closedReaderOverATableNamesItself() {
    try (Table table = Table.read(new TestReader(allocator, 1), allocator)) {
      BatchReader reader = table.reader();
      reader.close();
      assertThatThrownBy(reader::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("This reader of a table is closed.");
      assertThatThrownBy(reader::batch)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("There is no batch: next() has not returned true.");
    }
  }

  @Test
  void rowsAndColumnsThatAreNotThereAreNamed() {
    try (Table table = Table.read(new TestReader(allocator, 1), allocator)) {
      assertThatThrownBy(() -> table.value("id", 4))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("row must be 0..3, was 4.");
      assertThatThrownBy(() -> table.value("id", -1))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("row must be 0..3, was -1.");
      assertThatThrownBy(() -> table.value("di", 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("No column 'di'. Columns: [id, text].");
    }
  }

  @Test
  void closedTableNamesItselfAndClosesOnce() {
    Table table = Table.read(new TestReader(allocator, 1), allocator);
    table.close();
    table.close();
    assertThatThrownBy(table::batches)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This table of 4 rows is closed.");
    assertThatThrownBy(() -> table.value("id", 0)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"8, true", "8, false", "16, true", "16, false", "32, true", "32, false", "64, true"})
  void dictionaryIsDecodedWhateverItsIndexIs(int bits, boolean signed) {
    int size = bits == 8 && signed ? 128 : 200;
    String[] values = IntStream.range(0, size).mapToObj(i -> "v" + i).toArray(String[]::new);
    Dictionary dictionary = Batches.dictionary(allocator, new ArrowType.Int(bits, signed), values);
    try (VectorSchemaRoot batch = Batches.encoded(allocator, dictionary, 0, size - 1, null);
        TableBuilder builder = new TableBuilder(allocator)) {
      builder.add(batch, new MapDictionaryProvider(dictionary));
      dictionary.getVector().close();
      try (Table table = builder.build(batch.getSchema())) {
        assertThat(table.value("level", 0)).hasToString("v0");
        assertThat(table.value("level", 1)).hasToString("v" + (size - 1));
        assertThat(table.value("level", 2)).isNull();
        assertThat(table.dictionaries().getDictionaryIds()).containsExactly(7L);
      }
    }
  }

  @Test
  void unknownDictionaryIsNamed() {
    try (Table table = Table.read(new TestReader(allocator, 1), allocator)) {
      assertThatThrownBy(() -> table.dictionaries().lookup(7))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("No dictionary 7 in this table.");
    }
  }
}
