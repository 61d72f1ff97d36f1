package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageSchemaTest {
  private final RootAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  @Test
  void plainSchemaTravelsAsItIs() {
    try (BatchReader reader = new TestReader(allocator, 0)) {
      MessageSchema travelling = MessageSchema.of(reader);
      assertThat(travelling.schema()).isEqualTo(Batches.SCHEMA);
      assertThat(travelling.dictionaryIds()).isEmpty();
    }
    assertThat(MessageSchema.usesDictionaries(Batches.SCHEMA)).isFalse();
  }

  @Test
  void encodedFieldTravelsWithTheTypeOfItsValues() {
    Dictionary levels = Batches.dictionary(allocator, new ArrowType.Int(8, true), "low", "high");
    try (VectorSchemaRoot batch = Batches.encoded(allocator, levels, 0);
        TableBuilder builder = new TableBuilder(allocator)) {
      builder.add(batch, new MapDictionaryProvider(levels));
      levels.getVector().close();
      try (Table table = builder.build(batch.getSchema());
          BatchReader reader = table.reader()) {
        MessageSchema travelling = MessageSchema.of(reader);
        assertThat(travelling.schema().findField("level").getType())
            .isEqualTo(ArrowType.Utf8.INSTANCE);
        assertThat(travelling.dictionaryIds()).containsExactly(7L);
        assertThat(MessageSchema.usesDictionaries(batch.getSchema())).isTrue();
        Field nested =
            new Field(
                "l",
                org.apache.arrow.vector.types.pojo.FieldType.nullable(ArrowType.List.INSTANCE),
                batch.getSchema().getFields());
        assertThat(MessageSchema.usesDictionaries(new Schema(List.of(nested)))).isTrue();
      }
    }
  }
}
