package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.columns.SampleColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dictionary-encoded columns arrive with their values, also where dictionaries are nested. */
class DictionaryRoundTripTest {
  private static final ArrowType.Int INT8 = new ArrowType.Int(8, true);
  private static final ArrowType.Int INT32 = new ArrowType.Int(32, true);
  private static final DictionaryEncoding WORDS = new DictionaryEncoding(2, false, INT8);
  private static final List<String> TEXTS = List.of("low", "mid", "a rather long word");

  static Stream<ArrowType> indexTypes() {
    return Stream.of(8, 16, 32, 64)
        .flatMap(bits -> Stream.of(new ArrowType.Int(bits, true), new ArrowType.Int(bits, false)));
  }

  @ParameterizedTest
  @MethodSource("indexTypes")
  void everyIndexTypeArrives(ArrowType.Int index, BufferAllocator allocator) {
    DictionaryEncoding encoding = new DictionaryEncoding(7, true, index);
    Dictionary dictionary = new Dictionary(words(TEXTS, allocator), encoding);
    try (VarCharVector plain = words(List.of("mid", "low", "mid", TEXTS.get(2)), allocator)) {
      FieldVector encoded = (FieldVector) DictionaryEncoder.encode(plain, dictionary);
      Arrived arrived = arrived(encoded, allocator, dictionary);
      assertThat(arrived.indexes)
          .extracting(value -> value instanceof Character c ? (int) c : ((Number) value).intValue())
          .containsExactly(1, 0, 1, 2);
      assertThat(arrived.values.get(0)).hasToString(TEXTS.toString());
      assertThat(arrived.field.getDictionary()).isEqualTo(encoding);
    }
  }

  @Test
  void aDictionaryWithinAListArrives(BufferAllocator allocator) {
    Field words = new Field("word", new FieldType(true, INT8, WORDS), List.of());
    Field lists = new Field("words", FieldType.nullable(ArrowType.List.INSTANCE), List.of(words));
    ListVector column = (ListVector) lists.createVector(allocator);
    TinyIntVector indexes = (TinyIntVector) column.getDataVector();
    for (int row = 0; row < 5; row++) {
      int start = column.startNewValue(row);
      indexes.setSafe(start, row % 3);
      indexes.setSafe(start + 1, 0);
      column.endValue(row, 2);
    }
    column.setValueCount(5);
    Arrived arrived = arrived(column, allocator, new Dictionary(words(TEXTS, allocator), WORDS));
    assertThat(arrived.indexes).hasToString("[[0, 0], [1, 0], [2, 0], [0, 0], [1, 0]]");
    assertThat(arrived.values.get(0)).hasToString(TEXTS.toString());
  }

  @Test
  void aDictionaryWhoseValuesAreDictionaryEncodedArrives(BufferAllocator allocator) {
    DictionaryEncoding pairs = new DictionaryEncoding(1, false, INT32);
    Field word = new Field("word", new FieldType(true, INT8, WORDS), List.of());
    Field pair =
        new Field(
            "pair",
            FieldType.nullable(ArrowType.Struct.INSTANCE),
            List.of(word, Field.nullable("number", INT32)));
    StructVector values = (StructVector) pair.createVector(allocator);
    for (int i = 0; i < 4; i++) {
      values.setIndexDefined(i);
      ((TinyIntVector) values.getChild("word")).setSafe(i, i % 3);
      ((IntVector) values.getChild("number")).setSafe(i, 10 * i);
    }
    values.setValueCount(4);
    Field index = new Field("column", new FieldType(true, INT32, pairs), List.of());
    IntVector column = (IntVector) index.createVector(allocator);
    for (int row = 0; row < 6; row++) {
      column.setSafe(row, 3 - row % 4);
    }
    column.setValueCount(6);
    Dictionary inner = new Dictionary(words(TEXTS, allocator), WORDS);
    Arrived arrived = arrived(column, allocator, new Dictionary(values, pairs), inner);
    assertThat(arrived.indexes).hasToString("[3, 2, 1, 0, 3, 2]");
    assertThat(arrived.values.get(0))
        .hasToString(
            "[{word=0, number=0}, {word=1, number=10}, {word=2, number=20}, {word=0, number=30}]");
    assertThat(arrived.values.get(1)).hasToString(TEXTS.toString());
  }

  @Test
  void columnsThatShareADictionarySendItOnce(BufferAllocator allocator) {
    Dictionary dictionary = new Dictionary(words(TEXTS, allocator), WORDS);
    List<FieldVector> columns = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      try (VarCharVector plain = words(List.of("mid", "low"), allocator)) {
        FieldVector encoded = (FieldVector) DictionaryEncoder.encode(plain, dictionary);
        Field field = new Field(name, encoded.getField().getFieldType(), List.of());
        FieldVector renamed = field.createVector(allocator);
        encoded.makeTransferPair(renamed).transfer();
        encoded.close();
        columns.add(renamed);
      }
    }
    MapDictionaryProvider provider = new MapDictionaryProvider(dictionary);
    PreparedBatches source = PreparedBatches.of(List.of(new VectorSchemaRoot(columns)), provider);
    assertThat(WireBytes.stream(source, allocator)).hasSize(3);
  }

  @Test
  void anEmptyStreamHasItsDictionariesTypesAndNoValues(BufferAllocator allocator) {
    Field index = new Field("level", new FieldType(true, INT8, WORDS), List.of());
    PreparedBatches source =
        PreparedBatches.of(
            List.of(VectorSchemaRoot.of(index.createVector(allocator))),
            new MapDictionaryProvider(new Dictionary(words(TEXTS, allocator), WORDS)));
    List<byte[]> schemaOnly = WireBytes.stream(source, allocator).subList(0, 1);
    try (BatchDecoder decoder = WireBytes.decoder(schemaOnly, Door.PLAIN, allocator)) {
      assertThat(decoder.getDictionaryIds()).containsExactly(2L);
      assertThat(decoder.lookup(2).getVector().getValueCount()).isZero();
      assertThat(decoder.lookup(2).getVectorType()).isEqualTo(ArrowType.Utf8.INSTANCE);
    }
  }

  /** A stream of one batch with one dictionary. */
  static PreparedBatches levels(BufferAllocator allocator) {
    Dictionary dictionary = new Dictionary(words(TEXTS, allocator), WORDS);
    try (VarCharVector plain = words(List.of("mid", "low"), allocator)) {
      FieldVector encoded = (FieldVector) DictionaryEncoder.encode(plain, dictionary);
      return PreparedBatches.of(
          List.of(VectorSchemaRoot.of(encoded)), new MapDictionaryProvider(dictionary));
    }
  }

  /** What came out at the other end. */
  private record Arrived(Field field, List<Object> indexes, List<List<Object>> values) {}

  /** Sends a column through the wire; takes it and the dictionaries. */
  private static Arrived arrived(
      FieldVector column, BufferAllocator allocator, Dictionary... dictionaries) {
    PreparedBatches source =
        PreparedBatches.of(
            List.of(VectorSchemaRoot.of(column)), new MapDictionaryProvider(dictionaries));
    List<byte[]> messages = WireBytes.stream(source, allocator);
    Arrived arrived = null;
    for (Door door : Door.values()) {
      try (BatchDecoder decoder = WireBytes.decoder(messages, door, allocator)) {
        for (int i = 1; i < messages.size(); i++) {
          boolean batch = decoder.decode(WireBytes.frame(messages.get(i), door, allocator));
          assertThat(batch).isEqualTo(i == messages.size() - 1);
        }
        Arrived now = of(decoder, dictionaries);
        assertThat(now).isEqualTo(arrived == null ? now : arrived);
        arrived = now;
      }
    }
    return arrived;
  }

  private static Arrived of(BatchDecoder decoder, Dictionary... dictionaries) {
    List<List<Object>> values = new ArrayList<>();
    for (Dictionary dictionary : dictionaries) {
      long id = dictionary.getEncoding().getId();
      values.add(SampleColumn.values(decoder.lookup(id).getVector()));
    }
    FieldVector vector = decoder.batch().getVector(0);
    return new Arrived(decoder.schema().getFields().get(0), SampleColumn.values(vector), values);
  }

  private static VarCharVector words(List<String> texts, BufferAllocator allocator) {
    VarCharVector vector = new VarCharVector("words", allocator);
    for (int i = 0; i < texts.size(); i++) {
      vector.setSafe(i, texts.get(i).getBytes(StandardCharsets.UTF_8));
    }
    vector.setValueCount(texts.size());
    return vector;
  }
}
