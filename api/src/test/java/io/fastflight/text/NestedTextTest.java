package io.fastflight.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.holders.NullableIntHolder;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How lists, structs, maps, unions and dictionary-encoded columns are written. */
@ExtendWith(FreshMemory.class)
class NestedTextTest {
  @Test
  void listsAreJsonArraysOnEveryFormat(BufferAllocator memory) {
    assertThat(Written.json(listOfTexts(memory)))
        .containsExactly("[\"a\\\"b\",null]", "[]", "null");
    assertThat(Written.plain(listOfTexts(memory)))
        .containsExactly("[\"a\\\"b\",null]", "[]", "null");
  }

  private static ListVector listOfTexts(BufferAllocator memory) {
    ListVector list = ListVector.empty("v", memory);
    list.addOrGetVector(FieldType.nullable(ArrowType.Utf8.INSTANCE));
    list.startNewValue(0);
    VarCharVector entries = (VarCharVector) list.getDataVector();
    entries.setSafe(0, "a\"b".getBytes(StandardCharsets.UTF_8));
    entries.setNull(1);
    entries.setValueCount(2);
    list.endValue(0, 2);
    list.startNewValue(1);
    list.endValue(1, 0);
    list.setNull(2);
    list.setValueCount(3);
    return list;
  }

  @Test
  void otherLayoutsOfListsReadTheSame(BufferAllocator memory) {
    LargeListVector large = LargeListVector.empty("v", memory);
    large.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true)));
    large.startNewValue(0);
    fill((IntVector) large.getDataVector(), 1, 2);
    large.endValue(0, 2);
    large.setValueCount(1);
    assertThat(Written.json(large)).containsExactly("[1,2]");

    FixedSizeListVector fixed = FixedSizeListVector.empty("v", 2, memory);
    fixed.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true)));
    fixed.allocateNew();
    fixed.setNull(0);
    fixed.setNotNull(1);
    fill((IntVector) fixed.getDataVector(), 0, 0, 3, 4);
    fixed.setValueCount(2);
    assertThat(Written.json(fixed)).containsExactly("null", "[3,4]");

    ListViewVector view = ListViewVector.empty("v", memory);
    view.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true)));
    view.allocateNew();
    view.startNewValue(0);
    fill((IntVector) view.getDataVector(), 5, 6, 7);
    view.endValue(0, 3);
    view.setValueCount(1);
    assertThat(Written.json(view)).containsExactly("[5,6,7]");
  }

  private static void fill(IntVector vector, int... values) {
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i]);
    }
    vector.setValueCount(values.length);
  }

  @Test
  void structsAreJsonObjects(BufferAllocator memory) {
    StructVector struct = StructVector.empty("v", memory);
    IntVector a =
        struct.addOrGet(
            "a \"q\"", FieldType.nullable(new ArrowType.Int(32, true)), IntVector.class);
    Float8Vector b =
        struct.addOrGet(
            "b",
            FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            Float8Vector.class);
    fill(a, 1, 2);
    b.setSafe(0, Double.NaN);
    b.setSafe(1, 2.5);
    b.setValueCount(2);
    struct.setIndexDefined(0);
    struct.setIndexDefined(1);
    struct.setNull(2);
    struct.setValueCount(3);
    assertThat(Written.json(struct))
        .containsExactly(
            "{\"a \\\"q\\\"\":1,\"b\":\"NaN\"}", "{\"a \\\"q\\\"\":2,\"b\":2.5}", "null");
  }

  @Test
  void mapsAreJsonObjectsWithTheirKeysAsText(BufferAllocator memory) {
    MapVector map = MapVector.empty("v", memory, false);
    var writer = map.getWriter();
    writer.setPosition(0);
    writer.startMap();
    for (int key = 1; key <= 2; key++) {
      writer.startEntry();
      writer.key().integer().writeInt(key);
      writer.value().bigInt().writeBigInt(key * 10L);
      writer.endEntry();
    }
    writer.endMap();
    map.setValueCount(1);
    assertThat(Written.json(map)).containsExactly("{\"1\":\"10\",\"2\":\"20\"}");
  }

  @Test
  void unionsAreWrittenAsWhatTheyHold(BufferAllocator memory) {
    UnionVector union = UnionVector.empty("v", memory);
    NullableIntHolder five = new NullableIntHolder();
    five.isSet = 1;
    five.value = 5;
    union.setType(0, MinorType.INT);
    union.setSafe(0, five);
    union.setType(1, MinorType.VARCHAR);
    union.getVarCharVector().setSafe(1, "x".getBytes(StandardCharsets.UTF_8));
    union.getVarCharVector().setValueCount(2);
    union.setValueCount(2);
    assertThat(Written.json(union)).containsExactly("5", "\"x\"");
  }

  @Test
  void dictionaryEncodedColumnsAreDecodedAlsoInsideLists(BufferAllocator memory) {
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(8, true));
    FieldType encoded = new FieldType(true, new ArrowType.Int(8, true), encoding);
    try (VarCharVector values = new VarCharVector("values", memory)) {
      values.setSafe(0, "low".getBytes(StandardCharsets.UTF_8));
      values.setSafe(1, "high".getBytes(StandardCharsets.UTF_8));
      values.setNull(2);
      values.setValueCount(3);
      TinyIntVector column = new TinyIntVector("level", encoded, memory);
      column.setSafe(0, 1);
      column.setNull(1);
      column.setSafe(2, 2);
      column.setValueCount(3);
      ListVector list = ListVector.empty("levels", memory);
      list.addOrGetVector(encoded);
      list.startNewValue(0);
      ((TinyIntVector) list.getDataVector()).setSafe(0, 0);
      list.getDataVector().setValueCount(1);
      list.endValue(0, 1);
      list.setValueCount(3);
      var provider = new DictionaryProvider.MapDictionaryProvider();
      provider.put(new Dictionary(values, encoding));
      try (VectorSchemaRoot batch = VectorSchemaRoot.of(column, list)) {
        batch.setRowCount(3);
        String text = Written.whole(new NdjsonForm(), batch, provider);
        assertThat(text)
            .isEqualTo(
                """
                {"level":"high","levels":["low"]}
                {"level":null,"levels":null}
                {"level":null,"levels":null}
                """);
      }
    }
  }
}
