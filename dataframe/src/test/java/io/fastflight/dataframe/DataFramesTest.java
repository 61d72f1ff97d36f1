package io.fastflight.dataframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.batch.TableBuilder;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.dflib.BooleanSeries;
import org.dflib.DataFrame;
import org.dflib.DoubleSeries;
import org.dflib.FloatSeries;
import org.dflib.IntSeries;
import org.dflib.LongSeries;
import org.junit.jupiter.api.Test;

/** The table of docs/reference/data-frames.md, and reads over a real server. */
class DataFramesTest {
  private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();
  private final List<FieldVector> vectors = new ArrayList<>();

  @Test
  void numbersAndBooleansWithoutNullsArePrimitive(BufferAllocator memory) {
    add(memory, "small", new ArrowType.Int(8, true), (TinyIntVector v) -> fill(3, v::set));
    add(memory, "int", new ArrowType.Int(32, true), (IntVector v) -> fill(3, v::set));
    add(memory, "long", new ArrowType.Int(64, true), (BigIntVector v) -> fill(3, v::set));
    add(
        memory,
        "float",
        floating(FloatingPointPrecision.SINGLE),
        (Float4Vector v) -> fill(3, v::set));
    add(
        memory,
        "double",
        floating(FloatingPointPrecision.DOUBLE),
        (Float8Vector v) -> fill(3, v::set));
    add(
        memory,
        "bool",
        ArrowType.Bool.INSTANCE,
        (BitVector v) -> fill(3, (i, x) -> v.set(i, x % 2)));
    DataFrame frame = frame(memory, 3, 2);
    assertThat(frame.height()).isEqualTo(6);
    assertThat(((IntSeries) frame.<Integer>getColumn("small")).toIntArray())
        .containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(((IntSeries) frame.<Integer>getColumn("int")).toIntArray())
        .containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(((LongSeries) frame.<Long>getColumn("long")).toLongArray())
        .containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(((FloatSeries) frame.<Float>getColumn("float")).toFloatArray())
        .containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(((DoubleSeries) frame.<Double>getColumn("double")).toDoubleArray())
        .containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(((BooleanSeries) frame.<Boolean>getColumn("bool")).toBoolArray())
        .containsExactly(false, true, false, false, true, false);
  }

  @Test
  void aColumnWithANullIsOneOfObjects(BufferAllocator memory) {
    add(memory, "int", new ArrowType.Int(32, true), (IntVector v) -> v.set(1, 7));
    add(memory, "double", floating(FloatingPointPrecision.DOUBLE), (Float8Vector v) -> v.set(1, 7));
    add(memory, "bool", ArrowType.Bool.INSTANCE, (BitVector v) -> v.set(1, 1));
    DataFrame frame = frame(memory, 2, 1);
    assertThat(frame.getColumn("int")).containsExactly(null, 7);
    assertThat(frame.getColumn("double")).containsExactly(null, 7.0);
    assertThat(frame.getColumn("bool")).containsExactly(null, true);
  }

  @Test
  void otherTypesAreObjects(BufferAllocator memory) {
    add(memory, "text", ArrowType.Utf8.INSTANCE, (VarCharVector v) -> v.setSafe(0, utf8("a")));
    add(memory, "big", new ArrowType.Int(64, false), (UInt8Vector v) -> v.set(0, -1L));
    add(memory, "day", new ArrowType.Date(DateUnit.DAY), (DateDayVector v) -> v.set(0, 1));
    add(
        memory,
        "decimal",
        new ArrowType.Decimal(9, 2, 128),
        (DecimalVector v) -> v.set(0, new BigDecimal("1.50")));
    Field struct =
        new Field(
            "pair",
            FieldType.nullable(ArrowType.Struct.INSTANCE),
            List.of(Field.nullable("n", new ArrowType.Int(32, true))));
    add(
        memory,
        struct,
        (StructVector v) -> {
          v.setIndexDefined(0);
          ((IntVector) v.getChild("n")).setSafe(0, 5);
        });
    DataFrame frame = frame(memory, 2, 1);
    assertThat(frame.getColumn("text")).containsExactly("a", null);
    assertThat(frame.getColumn("big"))
        .containsExactly(new BigInteger("18446744073709551615"), null);
    assertThat(frame.getColumn("day")).containsExactly(LocalDate.of(1970, 1, 2), null);
    assertThat(frame.getColumn("decimal")).containsExactly(new BigDecimal("1.50"), null);
    assertThat(frame.getColumn("pair")).containsExactly(Map.of("n", 5), null);
  }

  @Test
  void dictionariesAreDecoded(BufferAllocator memory) {
    VarCharVector words = new VarCharVector("words", memory);
    words.setSafe(0, utf8("low"));
    words.setSafe(1, utf8("high"));
    words.setValueCount(2);
    ArrowType.Int index = new ArrowType.Int(8, true);
    DictionaryEncoding encoding = new DictionaryEncoding(1, false, index);
    dictionaries.put(new Dictionary(words, encoding));
    Field field = new Field("level", new FieldType(true, index, encoding), List.of());
    try (words) {
      add(memory, field, (TinyIntVector v) -> v.set(0, 1));
      assertThat(frame(memory, 2, 1).getColumn("level")).containsExactly("high", null);
    }
  }

  @Test
  void anEmptyResultIsAFrameWithoutRows(BufferAllocator memory) {
    add(memory, "int", new ArrowType.Int(32, true), (IntVector v) -> {});
    DataFrame frame = frame(memory, 0, 1);
    assertThat(frame.height()).isZero();
    assertThat(frame.getColumnsIndex()).containsExactly("int");
  }

  @Test
  void twoColumnsOfOneNameAreRefused(BufferAllocator memory) {
    add(memory, "int", new ArrowType.Int(32, true), (IntVector v) -> {});
    add(memory, "int", new ArrowType.Int(32, true), (IntVector v) -> {});
    assertThatThrownBy(() -> frame(memory, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("There are two columns 'int', and a data frame has one of a name.");
  }

  @Test
  void aFrameIsReadFromAServer(BufferAllocator memory) throws Exception {
    StreamRequest rows = StreamRequest.of("test.rows", Map.of("rows", 25, "batch_rows", 10));
    try (BufferAllocator allocator = memory.newChildAllocator("server", 0, Long.MAX_VALUE);
        FastFlightServer server =
            FastFlightServer.builder(
                    new Engine(SampleServices.builder(new SlowService()).build(), allocator))
                .port(0)
                .start();
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      DataFrame frame = DataFrames.fetch(client, rows);
      assertThat(((LongSeries) frame.<Long>getColumn("id")).sum()).isEqualTo(300);
      assertThat(DataFrames.fetchAsync(client, rows).join().height()).isEqualTo(25);
      CompletableFuture<DataFrame> none =
          DataFrames.fetchAsync(client, StreamRequest.of("test.nowhere", Map.of()));
      assertThatThrownBy(none::join).hasCauseInstanceOf(ServiceNotFoundException.class);
    }
  }

  @Test
  void cancellingTheFutureReachesTheServer(BufferAllocator memory) throws Exception {
    SlowService slow = new SlowService();
    try (BufferAllocator allocator = memory.newChildAllocator("server", 0, Long.MAX_VALUE);
        FastFlightServer server =
            FastFlightServer.builder(new Engine(SampleServices.builder(slow).build(), allocator))
                .port(0)
                .start();
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      CompletableFuture<DataFrame> frame =
          DataFrames.fetchAsync(client, StreamRequest.of("test.slow", Map.of("batches", 2)));
      assertThat(slow.awaitWaiting(1, Duration.ofSeconds(30))).isTrue();
      assertThat(frame.cancel(true)).isTrue();
      assertThat(slow.awaitClosed(1, Duration.ofSeconds(30))).isTrue();
    }
  }

  /** Sets a value of a vector. */
  private interface Setter {
    void set(int row, int value);
  }

  private static void fill(int rows, Setter setter) {
    for (int row = 0; row < rows; row++) {
      setter.set(row, row);
    }
  }

  private <V extends FieldVector> void add(
      BufferAllocator memory, String name, ArrowType type, Consumer<V> filler) {
    add(memory, Field.nullable(name, type), filler);
  }

  @SuppressWarnings("unchecked") // the test names the class of the vector that its field makes
  private <V extends FieldVector> void add(
      BufferAllocator memory, Field field, Consumer<V> filler) {
    FieldVector vector = field.createVector(memory);
    vectors.add(vector);
    vector.allocateNew();
    filler.accept((V) vector);
  }

  private DataFrame frame(BufferAllocator memory, int rows, int batches) {
    vectors.forEach(vector -> vector.setValueCount(rows));
    try (VectorSchemaRoot root = new VectorSchemaRoot(vectors);
        TableBuilder builder = new TableBuilder(memory)) {
      root.setRowCount(rows);
      for (int batch = 0; batch < batches; batch++) {
        builder.add(root, dictionaries);
      }
      try (Table table = builder.build(root.getSchema())) {
        return DataFrames.of(table);
      }
    }
  }

  private static ArrowType floating(FloatingPointPrecision precision) {
    return new ArrowType.FloatingPoint(precision);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
