package io.fastflight.records;

import static io.fastflight.records.Columns.field;
import static io.fastflight.records.Columns.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.InvalidParamsException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.Int;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The nested and encoded types of docs/reference/records.md; the second row of a batch is null. */
class NestedRecordsTest {
  private static final Field ITEM = Field.nullable("item", new Int(64, true));

  private final BufferAllocator memory = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    memory.close();
  }

  record Leg(String to, int miles) {}

  record Nested(
      List<Long> list,
      List<Long> large,
      List<Long> fixed,
      List<Long> views,
      Leg leg,
      Map<String, Integer> map,
      Optional<Object> nothing) {}

  private Columns nestedColumns() {
    return new Columns(memory)
        .with(nested("list", ArrowType.List.INSTANCE, ITEM), (ListVector v) -> longs(v))
        .with(nested("large", ArrowType.LargeList.INSTANCE, ITEM), NestedRecordsTest::largeLongs)
        .with(nested("fixed", new ArrowType.FixedSizeList(2), ITEM), NestedRecordsTest::fixedLongs)
        .with(nested("views", ArrowType.ListView.INSTANCE, ITEM), NestedRecordsTest::viewLongs)
        .with(
            nested(
                "leg",
                ArrowType.Struct.INSTANCE,
                nullable("miles", new Int(32, true)),
                nullable("to", ArrowType.Utf8.INSTANCE)),
            NestedRecordsTest::leg)
        .with(
            nested(
                "map",
                new ArrowType.Map(false),
                new Field(
                    "entries",
                    FieldType.notNullable(ArrowType.Struct.INSTANCE),
                    List.of(
                        Field.notNullable("key", ArrowType.Utf8.INSTANCE),
                        nullable("value", new Int(32, true))))),
            NestedRecordsTest::map)
        .with(nullable("nothing", ArrowType.Null.INSTANCE), (NullVector v) -> {});
  }

  @Test
  void nestedColumnsAreReadAsListsMapsAndRecords() {
    try (Columns columns = nestedColumns();
        Table table = columns.table(2, 2)) {
      Nested first =
          new Nested(
              Arrays.asList(1L, null, 3L),
              List.of(4L, 5L),
              List.of(6L, 7L),
              List.of(8L),
              new Leg("SFO", 679),
              Map.of("k", 5),
              Optional.empty());
      Nested second = new Nested(null, null, null, null, null, null, Optional.empty());
      assertThat(read(table, Nested.class)).containsExactly(first, second, first, second);
      assertThatThrownBy(() -> read(table, Nested.class).get(0).list.add(1L))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  record WrongLeg(long to, int miles, double kilometres) {}

  record WrongNested(List<String> list, WrongLeg leg) {}

  @Test
  void mismatchesWithinNestedColumnsAreNamedByTheirPath() {
    try (Columns columns =
            new Columns(memory)
                .with(nested("list", ArrowType.List.INSTANCE, ITEM), (ListVector v) -> {})
                .with(
                    nested(
                        "leg",
                        ArrowType.Struct.INSTANCE,
                        nullable("miles", new Int(32, true)),
                        nullable("to", ArrowType.Utf8.INSTANCE)),
                    (StructVector v) -> {});
        Table table = columns.table(0, 1)) {
      assertThatThrownBy(() -> read(table, WrongNested.class))
          .isInstanceOfSatisfying(
              InvalidParamsException.class,
              failure ->
                  assertThat(failure.faults())
                      .containsExactly(
                          "column 'list[]' is Int(64, true) and its component is java.lang.String: make it long or BigInteger",
                          "column 'leg.to' is Utf8 and its component is long: make it String or an enum",
                          "there is no column 'leg.kilometres' (there are: miles, to)"));
    }
  }

  enum Level {
    LOW,
    HIGH
  }

  record Encoded(Level level, String run, int number) {}

  @Test
  void dictionariesAndRunsAreDecoded() {
    Dictionary levels = texts(memory, 7, "LOW", "HIGH");
    Dictionary numbers = numbers(memory, 8, 10, 20);
    Field run =
        nested(
            "run",
            new ArrowType.RunEndEncoded(),
            Field.notNullable("run_ends", new Int(32, true)),
            nullable("values", ArrowType.Utf8.INSTANCE));
    try (FieldVector levelValues = levels.getVector();
        FieldVector numberValues = numbers.getVector();
        Columns columns =
            new Columns(memory, new MapDictionaryProvider(levels, numbers))
                .with(
                    encoded("level", levels),
                    (TinyIntVector v) -> {
                      v.set(0, 1);
                      v.set(1, 0);
                      v.setNull(2);
                    })
                .with(run, NestedRecordsTest::runs)
                .with(
                    encoded("number", numbers),
                    (TinyIntVector v) -> {
                      v.set(0, 1);
                      v.set(1, 0);
                      v.set(2, 1);
                    });
        Table table = columns.table(3, 2)) {
      List<Encoded> once =
          List.of(
              new Encoded(Level.HIGH, "a", 20),
              new Encoded(Level.LOW, "a", 10),
              new Encoded(null, null, 20));
      assertThat(read(table, Encoded.class))
          .isEqualTo(Stream.concat(once.stream(), once.stream()).toList());
    }
  }

  record Union(String u) {}

  @Test
  void aUnionHasNoJavaType() {
    Field union =
        nested(
            "u",
            new ArrowType.Union(UnionMode.Sparse, new int[] {0}),
            nullable("a", new Int(32, true)));
    try (Columns columns = new Columns(memory).with(union, (FieldVector v) -> {});
        Table table = columns.table(0, 1)) {
      assertThatThrownBy(() -> read(table, Union.class))
          .isInstanceOf(InvalidParamsException.class)
          .hasMessageContaining("no Java type stands for it");
    }
  }

  private static <R extends Record> List<R> read(Table table, Class<R> type) {
    try (Stream<R> rows = Records.stream(table.reader(), type)) {
      return rows.toList();
    }
  }

  private static Field nullable(String name, ArrowType type) {
    return Field.nullable(name, type);
  }

  private static Field nested(String name, ArrowType type, Field... children) {
    return field(name, FieldType.nullable(type), children);
  }

  private static Field encoded(String name, Dictionary dictionary) {
    DictionaryEncoding encoding = dictionary.getEncoding();
    return field(name, new FieldType(true, encoding.getIndexType(), encoding));
  }

  private static Dictionary texts(BufferAllocator memory, long id, String... values) {
    VarCharVector vector = new VarCharVector("texts", memory);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, utf8(values[i]));
    }
    vector.setValueCount(values.length);
    return new Dictionary(vector, new DictionaryEncoding(id, false, new Int(8, true)));
  }

  private static Dictionary numbers(BufferAllocator memory, long id, int... values) {
    IntVector vector = new IntVector("numbers", memory);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i]);
    }
    vector.setValueCount(values.length);
    return new Dictionary(vector, new DictionaryEncoding(id, false, new Int(8, true)));
  }

  private static void longs(ListVector vector) {
    BigIntVector items = (BigIntVector) vector.getDataVector();
    vector.startNewValue(0);
    items.setSafe(0, 1);
    items.setNull(1);
    items.setSafe(2, 3);
    vector.endValue(0, 3);
    items.setValueCount(3);
  }

  private static void largeLongs(LargeListVector vector) {
    BigIntVector items = (BigIntVector) vector.getDataVector();
    vector.startNewValue(0);
    items.setSafe(0, 4);
    items.setSafe(1, 5);
    vector.endValue(0, 2);
    items.setValueCount(2);
  }

  private static void fixedLongs(FixedSizeListVector vector) {
    BigIntVector items = (BigIntVector) vector.getDataVector();
    vector.setNotNull(0);
    items.setSafe(0, 6);
    items.setSafe(1, 7);
    items.setValueCount(4);
  }

  private static void viewLongs(ListViewVector vector) {
    BigIntVector items = (BigIntVector) vector.getDataVector();
    vector.startNewValue(0);
    items.setSafe(0, 8);
    vector.endValue(0, 1);
    items.setValueCount(1);
  }

  private static void leg(StructVector vector) {
    vector.setIndexDefined(0);
    ((IntVector) vector.getChild("miles")).setSafe(0, 679);
    ((VarCharVector) vector.getChild("to")).setSafe(0, utf8("SFO"));
  }

  private static void map(MapVector vector) {
    UnionMapWriter writer = vector.getWriter();
    writer.setPosition(0);
    writer.startMap();
    writer.startEntry();
    writer.key().varChar().writeVarChar("k");
    writer.value().integer().writeInt(5);
    writer.endEntry();
    writer.endMap();
  }

  private static void runs(RunEndEncodedVector vector) {
    IntVector ends = (IntVector) vector.getRunEndsVector();
    VarCharVector values = (VarCharVector) vector.getValuesVector();
    ends.setSafe(0, 2);
    values.setSafe(0, utf8("a"));
    ends.setSafe(1, 3);
    values.setNull(1);
    ends.setValueCount(2);
    values.setValueCount(2);
  }
}
