package io.fastflight.policy.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.error.DataServiceException;
import io.fastflight.params.Secret;
import io.fastflight.policy.filter.Filter;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceContext;
import io.fastflight.testkit.columns.NestedColumns;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardTest {
  private static final Optional<Secret> KEY = Optional.of(Secret.of("a key of 16 chars"));

  static Stream<SampleColumn> columns() {
    return Stream.concat(PlainColumns.all().stream(), NestedColumns.all().stream());
  }

  private static Guard filter(String... filters) {
    return new Guard(Stream.of(filters).map(Filter::of).toList(), Map.of(), KEY);
  }

  private static Guard mask(String column, Mask mask) {
    return new Guard(List.of(), Map.of(column, mask), KEY);
  }

  private static ServiceContext context(BufferAllocator memory) {
    return new ServiceContext(memory, 100, new Cancellation())
        .withIdentity(new Identity("ada", Set.of(), Map.of("max", 4)));
  }

  @Test
  void rowsThatDoNotPassAreNotThere(BufferAllocator memory) {
    try (BatchReader seen =
        filter("id < ${claims.max} or id >= 19", "id != 1")
            .of(new CountingReader(20, memory), context(memory))) {
      assertThat(CountingReader.rows(seen))
          .containsExactly("0:name0", "2:name2", "3:name3", "19:name19");
    }
  }

  @Test
  void aBatchThatIsWhollySeenGoesThroughAsItIs(BufferAllocator memory) {
    CountingReader all = new CountingReader(20, memory);
    try (BatchReader seen = filter("id >= 0").of(all, context(memory))) {
      assertThat(seen.next()).isTrue();
      assertThat(seen.batch()).isSameAs(all.batch());
    }
  }

  @Test
  void whereNoRowIsSeenTheResultIsEmptyAndHasItsSchema(BufferAllocator memory) {
    try (BatchReader seen = filter("false").of(new CountingReader(20, memory), context(memory))) {
      assertThat(seen.schema()).isEqualTo(CountingReader.SCHEMA);
      assertThat(seen.next()).isFalse();
      assertThat(seen.next()).isFalse();
    }
  }

  @Test
  void howManyRowsThereAreInAllIsNotTold(BufferAllocator memory) {
    try (BatchReader seen = filter("id = 1").of(new CountingReader(20, memory), context(memory))) {
      assertThat(seen.expectedRows()).isEmpty();
    }
    try (BatchReader seen =
        mask("name", new Mask.Null()).of(new CountingReader(20, memory), context(memory))) {
      assertThat(seen.expectedRows()).hasValue(20);
    }
  }

  @Test
  void masksShowSomethingElse(BufferAllocator memory) {
    assertThat(name3(new Mask.Null(), memory)).isEqualTo("3:null");
    assertThat(name3(new Mask.Constant("x"), memory)).isEqualTo("3:x");
    assertThat(name3(new Mask.Last(1), memory)).isEqualTo("3:***3");
    assertThat(name3(new Mask.Last(5), memory)).isEqualTo("3:***");
    assertThat(name3(new Mask.Last(64), memory)).isEqualTo("3:***");
    assertThat(name3(new Mask.Drop(), memory)).isEqualTo("3:");
    String hashed = name3(new Mask.Hash(), memory);
    assertThat(hashed).matches("3:[0-9a-f]{32}").isEqualTo(name3(new Mask.Hash(), memory));
  }

  private static String name3(Mask mask, BufferAllocator memory) {
    try (BatchReader seen =
        new Guard(List.of(Filter.of("name = 'name3'")), Map.of("name", mask), KEY)
            .of(new CountingReader(20, memory), context(memory))) {
      return CountingReader.rows(seen).get(0);
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void everyTypeCanBeNulledHashedAndDropped(SampleColumn column, BufferAllocator memory) {
    for (Mask mask : List.of(new Mask.Null(), new Mask.Hash(), new Mask.Drop())) {
      try (BatchReader seen =
          mask(column.name(), mask).of(new OneColumn(column, 10, memory), context(memory))) {
        assertThat(seen.next()).isTrue();
        VectorSchemaRoot batch = seen.batch();
        assertThat(batch.getRowCount()).isEqualTo(10);
        assertThat(batch.getSchema()).isEqualTo(seen.schema());
        if (mask instanceof Mask.Null) {
          assertThat(SampleColumn.values(batch.getVector(0))).hasSize(10).containsOnlyNulls();
        } else if (mask instanceof Mask.Hash) {
          assertThat(batch.getSchema().getFields().get(0).getType())
              .isEqualTo(ArrowType.Utf8.INSTANCE);
          assertThat(SampleColumn.values(batch.getVector(0)))
              .allMatch(value -> value == null || value.toString().length() == 32);
        } else {
          assertThat(batch.getFieldVectors()).isEmpty();
        }
      }
    }
  }

  @Test
  void aColumnHoldsOnlyConstantsOfItsType() {
    Schema schema = new Schema(PlainColumns.all().stream().map(SampleColumn::field).toList());
    mask("int8", new Mask.Constant(new BigDecimal("-128"))).check(schema);
    mask("uint64", new Mask.Constant(new BigDecimal("18446744073709551615"))).check(schema);
    for (Guard wrong :
        List.of(
            mask("int8", new Mask.Constant(new BigDecimal("128"))),
            mask("uint8", new Mask.Constant(new BigDecimal("-1"))),
            mask("int32", new Mask.Constant(new BigDecimal("0.5"))),
            mask("int32", new Mask.Constant("0")),
            mask("int32", new Mask.Last(3)))) {
      assertThatThrownBy(() -> wrong.check(schema)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aMaskOrFilterOnAColumnThatIsNotThereIsRefusedByName() {
    assertThatThrownBy(() -> mask("nme", new Mask.Null()).check(CountingReader.SCHEMA))
        .hasMessage("There is no column 'nme' to mask; there are [id, name].");
    assertThatThrownBy(() -> filter("nme = 'x'").check(CountingReader.SCHEMA))
        .hasMessage("There is no column 'nme'; there are id, name.");
  }

  @Test
  void aDictionaryDoesNotTellTheValuesOfHiddenRows(BufferAllocator memory) {
    try (BatchReader seen = filter("level = 'low'").of(new LevelsReader(memory), context(memory))) {
      assertThat(MessageSchema.of(seen).dictionaryIds()).isEmpty();
      assertThat(seen.next()).isTrue();
      assertThat(SampleColumn.values(seen.batch().getVector("level")))
          .extracting(String::valueOf)
          .containsExactly("low", "low");
    }
  }

  @Test
  void aMaskedColumnTakesItsDictionaryWithIt(BufferAllocator memory) {
    for (Mask mask :
        List.of(new Mask.Null(), new Mask.Hash(), new Mask.Drop(), new Mask.Constant("x"))) {
      try (BatchReader seen = mask("level", mask).of(new LevelsReader(memory), context(memory))) {
        assertThat(MessageSchema.of(seen).dictionaryIds()).isEmpty();
        assertThat(seen.next()).isTrue();
        assertThat(SampleColumn.values(seen.batch().getVector("other")))
            .as("a column with the same dictionary is decoded")
            .extracting(String::valueOf)
            .containsExactly("high", "high", "low", "null");
      }
    }
  }

  @Test
  void aBatchOfAnotherShapeIsNotShown(BufferAllocator memory) {
    CountingReader reader = new CountingReader(20, memory);
    try (BatchReader seen = mask("name", new Mask.Drop()).of(reader, context(memory))) {
      reader.renameColumns();
      assertThatThrownBy(seen::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessageContaining("another schema");
    }
  }

  @Test
  void aFingerprintTellsRulesAndClaimsApart() {
    Identity one = new Identity("ada", Set.of(), Map.of("max", 4, "other", 1));
    Identity same = new Identity("bob", Set.of(), Map.of("max", 4, "other", 2));
    Identity another = new Identity("ada", Set.of(), Map.of("max", 5));
    Guard guard = filter("id < ${claims.max}");
    assertThat(guard.fingerprint(one))
        .isEqualTo(guard.fingerprint(same))
        .isNotEqualTo(guard.fingerprint(another))
        .isNotEqualTo(filter("id <= ${claims.max}").fingerprint(one))
        .isNotEqualTo(mask("name", new Mask.Null()).fingerprint(one));
  }
}
