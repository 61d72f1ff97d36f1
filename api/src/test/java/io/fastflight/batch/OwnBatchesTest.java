package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.UnimplementedException;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnBatchesTest {
  private static final ArrowType.Int INT8 = new ArrowType.Int(8, true);

  private final BufferAllocator memory = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    memory.close();
  }

  @Test
  void aBatchOutlivesItsReader() {
    TestReader reader = new TestReader(memory, 1);
    Optional<VectorSchemaRoot> kept;
    try (OwnBatches batches = new OwnBatches(() -> reader, () -> {})) {
      batches.open();
      kept = batches.next();
      assertThat(batches.next()).isEmpty();
    }
    assertThat(reader.closes()).isEqualTo(1);
    try (VectorSchemaRoot batch = kept.orElseThrow()) {
      assertThat(Batches.values(batch)).containsExactly(0L, 1L, 2L, 3L);
    }
  }

  @Test
  void encodedColumnsAreDecoded() {
    Dictionary dictionary = Batches.dictionary(memory, INT8, "low", "high");
    Table table;
    try (var values = dictionary.getVector();
        VectorSchemaRoot encoded = Batches.encoded(memory, dictionary, 1, null, 0);
        TableBuilder builder = new TableBuilder(memory)) {
      builder.add(encoded, new MapDictionaryProvider(dictionary));
      table = builder.build(encoded.getSchema());
    }
    try (OwnBatches batches = new OwnBatches(table::intoReader, () -> {})) {
      batches.open();
      try (VectorSchemaRoot batch = batches.next().orElseThrow()) {
        assertThat(batch.getSchema().getFields())
            .containsExactly(Field.nullable("level", ArrowType.Utf8.INSTANCE));
        assertThat(Batches.values(batch)).hasToString("[high, null, low]");
      }
    }
  }

  @Test
  void aDictionaryWithinAListIsRefused() {
    Field item =
        new Field("item", new FieldType(true, INT8, new DictionaryEncoding(1, false, INT8)), null);
    Field list = new Field("levels", FieldType.nullable(ArrowType.List.INSTANCE), List.of(item));
    assertThatThrownBy(() -> DecodedBatch.requireDecodable(new Schema(List.of(list))))
        .isInstanceOf(UnimplementedException.class)
        .hasMessage(
            "Column 'levels' has a dictionary within. Read it with a BatchReader, which has the dictionaries.");
  }
}
