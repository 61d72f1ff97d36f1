package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.service.Compression;
import io.fastflight.testkit.TestSeed;
import io.fastflight.testkit.columns.NestedColumns;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.TransferPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever batches a source makes and however they are merged and sliced, its rows arrive. */
class ShapedRoundTripTest {
  private static final int ROUNDS = 3;
  private static final int[] ROWS = {0, 1, 7, 8, 9, 63, 64, 65, 200, 2_047, 2_048, 2_049};
  private static final long[] TARGETS = {500, 1_000, 5_000, 50_000, 1 << 20};

  private static final Random RANDOM = TestSeed.random(ShapedRoundTripTest.class);

  static Stream<SampleColumn> columns() {
    return Stream.concat(
        WireRoundTripTest.columns(),
        Stream.of(shortRuns(), structOfAll(), listOfAll(), fixedSizeListOfAll(), without()));
  }

  /** Runs that are counted in 16 bits, as many rows as there may be. */
  static SampleColumn shortRuns() {
    Field ends = Field.notNullable("run_ends", new ArrowType.Int(16, true));
    Field values = Field.nullable("values", ArrowType.Utf8.INSTANCE);
    return SampleColumn.of(
        "short_runs",
        ArrowType.RunEndEncoded.INSTANCE,
        List.of(ends, values),
        (vector, rows) -> {
          RunEndEncodedVector runs = (RunEndEncodedVector) vector;
          int count = (rows + 6) / 7;
          for (int run = 0; run < count; run++) {
            ((SmallIntVector) runs.getRunEndsVector()).setSafe(run, Math.min(7 * run + 7, rows));
            ((VarCharVector) runs.getValuesVector()).setSafe(run, PlainColumns.bytes(run));
          }
          runs.getRunEndsVector().setValueCount(count);
          runs.getValuesVector().setValueCount(count);
          runs.setValueCount(rows);
        });
  }

  /** A column whose rows are all there: it has no validity to send. */
  private static SampleColumn without() {
    return SampleColumn.of(
        "no_nulls",
        ArrowType.Utf8.INSTANCE,
        List.of(),
        (vector, rows) -> {
          for (int row = 0; row < rows; row++) {
            ((VarCharVector) vector).setSafe(row, PlainColumns.bytes(row));
          }
          vector.setValueCount(rows);
        });
  }

  private static Field all() {
    return new Field(
        "all",
        FieldType.nullable(ArrowType.Struct.INSTANCE),
        WireRoundTripTest.columns().map(SampleColumn::field).toList());
  }

  private static void fillAll(FieldVector vector, int rows) {
    StructVector struct = (StructVector) vector;
    List<SampleColumn> columns = WireRoundTripTest.columns().toList();
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).filler().fill(struct.getChildrenFromFields().get(i), rows);
    }
    for (int row = 0; row < rows; row++) {
      if (row % 4 != 1) {
        struct.setIndexDefined(row);
      }
    }
    struct.setValueCount(rows);
  }

  private static SampleColumn structOfAll() {
    return new SampleColumn(all(), ShapedRoundTripTest::fillAll);
  }

  private static SampleColumn listOfAll() {
    return SampleColumn.of(
        "list_of_all",
        ArrowType.List.INSTANCE,
        List.of(all()),
        (vector, rows) -> {
          ListVector list = (ListVector) vector;
          int items = 0;
          for (int row = 0; row < rows; row++) {
            if (row % 3 != 2) {
              list.startNewValue(row);
              list.endValue(row, row % 4);
              items += row % 4;
            }
          }
          fillAll(list.getDataVector(), items);
          list.setValueCount(rows);
        });
  }

  private static SampleColumn fixedSizeListOfAll() {
    return SampleColumn.of(
        "fixed_size_list_of_all",
        new ArrowType.FixedSizeList(3),
        List.of(all()),
        (vector, rows) -> {
          FixedSizeListVector list = (FixedSizeListVector) vector;
          for (int row = 0; row < rows; row++) {
            if (row % 3 != 2) {
              list.setNotNull(row);
            }
          }
          fillAll(list.getDataVector(), 3 * rows);
          list.setValueCount(rows);
        });
  }

  /**
   * Returns a vector of some rows, perhaps cut out of a longer one, and adds its values. They are
   * read before it is cut: to read a sparse union that was cut gives it another member.
   */
  private static FieldVector piece(
      SampleColumn column, int most, List<Object> values, BufferAllocator allocator) {
    int rows = Math.min(most, ROWS[RANDOM.nextInt(ROWS.length)]);
    boolean splits = !column.name().contains("all"); // Arrow cannot split all that is within
    if (!splits || RANDOM.nextBoolean()) {
      FieldVector vector = column.vector(allocator, rows);
      values.addAll(SampleColumn.values(vector));
      return vector;
    }
    int from = RANDOM.nextInt(20);
    try (FieldVector whole = column.vector(allocator, from + rows + RANDOM.nextInt(3))) {
      values.addAll(SampleColumn.values(whole).subList(from, from + rows));
      TransferPair pair = whole.getTransferPair(column.field(), allocator);
      pair.splitAndTransfer(from, rows);
      FieldVector part = (FieldVector) pair.getTo();
      part.setValueCount(rows);
      return part;
    }
  }

  private static FieldVector[] pieces(
      SampleColumn column, int most, List<Object> values, BufferAllocator allocator) {
    FieldVector[] pieces = new FieldVector[1 + RANDOM.nextInt(5)];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = piece(column, most, values, allocator);
    }
    return pieces;
  }

  private static List<Object> values(FieldVector... pieces) {
    List<Object> values = new ArrayList<>();
    for (FieldVector piece : pieces) {
      values.addAll(SampleColumn.values(piece));
    }
    return values;
  }

  /** Checks the positions, and returns the values of the first column. */
  private static List<Object> arrived(List<byte[]> messages, BufferAllocator allocator) {
    List<Object> values = new ArrayList<>();
    long batches = 0;
    try (BatchDecoder decoder = WireBytes.decoder(messages, Door.PLAIN, allocator)) {
      for (byte[] message : messages.subList(1, messages.size())) {
        WireFrame frame = WireBytes.frame(message, Door.PLAIN, allocator);
        BatchPosition position = BatchDecoder.position(frame).orElse(null);
        if (decoder.decode(frame)) {
          assertThat(position).isEqualTo(new BatchPosition(batches++, values.size()));
          values.addAll(SampleColumn.values(decoder.batch().getVector(0)));
        }
      }
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("columns")
  void everyTypeArrivesMergedAndSliced(SampleColumn column, BufferAllocator allocator) {
    boolean wide = column.name().contains("all"); // each buffer costs much in Arrow's debug mode
    int most = wide ? 20 : Integer.MAX_VALUE;
    for (int round = 0; round < (wide ? 1 : ROUNDS); round++) {
      List<Object> sent = new ArrayList<>();
      FieldVector[] pieces = pieces(column, most, sent, allocator);
      PreparedBatches source = PreparedBatches.ofColumn(column.field(), pieces);
      long target = wide ? 10_000 : TARGETS[RANDOM.nextInt(TARGETS.length)];
      List<byte[]> messages = WireBytes.shaped(source, target, allocator);
      assertThat(arrived(messages, allocator)).as("target %d", target).isEqualTo(sent);
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void everyRowMayBeAMessage(SampleColumn column, BufferAllocator allocator) {
    FieldVector vector = column.vector(allocator, 10);
    List<Object> sent = SampleColumn.values(vector);
    PreparedBatches source = PreparedBatches.ofColumn(column.field(), vector);
    List<byte[]> messages = WireBytes.shaped(source, 1, allocator);
    assertThat(messages).hasSize(1 + (column.name().equals("null") ? 1 : 10));
    assertThat(arrived(messages, allocator)).isEqualTo(sent);
  }

  @ParameterizedTest
  @MethodSource("columns")
  void arrowsReaderReadsShapedStreams(SampleColumn column, BufferAllocator allocator)
      throws Exception {
    List<Object> sent = new ArrayList<>();
    FieldVector[] pieces = pieces(column, 20, sent, allocator);
    byte[] bytes = ipc(PreparedBatches.ofColumn(column.field(), pieces));
    List<Object> read = new ArrayList<>();
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(bytes), allocator)) {
      while (reader.loadNextBatch()) {
        read.addAll(SampleColumn.values(reader.getVectorSchemaRoot().getVector(0)));
      }
    }
    assertThat(read).isEqualTo(sent);
  }

  private static byte[] ipc(PreparedBatches source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (source) {
      BatchEncoder encoder = new BatchEncoder(source, Compression.NONE, new Shaping(500, () -> 0));
      write(encoder.head(), bytes);
      List<WireFrame> frames = encoder.next();
      while (!frames.isEmpty()) {
        frames.forEach(frame -> write(frame, bytes));
        frames = encoder.next();
      }
    }
    return bytes.toByteArray();
  }

  private static void write(WireFrame frame, ByteArrayOutputStream bytes) {
    ByteBuf message = IpcFormat.message(frame);
    bytes.writeBytes(ByteBufUtil.getBytes(message));
    message.release();
  }

  static Stream<SampleColumn> exported() {
    return Stream.of(
            PlainColumns.integers(), PlainColumns.textAndBytes(), NestedColumns.structures())
        .flatMap(List::stream);
  }

  /** What comes from C is read only, and its buffers are no longer than the values. */
  @ParameterizedTest
  @MethodSource("exported")
  void columnsFromTheCDataInterfaceArriveMergedAndSliced(
      SampleColumn column, BufferAllocator allocator) {
    FieldVector[] imported = new FieldVector[3];
    for (int i = 0; i < imported.length; i++) {
      try (ArrowArray array = ArrowArray.allocateNew(allocator);
          ArrowSchema schema = ArrowSchema.allocateNew(allocator);
          FieldVector vector = column.vector(allocator, 65 * i + 9)) {
        Data.exportVector(allocator, vector, null, array, schema);
        imported[i] = Data.importVector(allocator, array, schema, null);
      }
    }
    List<Object> sent = values(imported);
    PreparedBatches source = PreparedBatches.ofColumn(column.field(), imported);
    assertThat(arrived(WireBytes.shaped(source, 500, allocator), allocator)).isEqualTo(sent);
  }

  @Test
  void allTypesArriveTogether(BufferAllocator allocator) {
    List<SampleColumn> columns = WireRoundTripTest.columns().toList();
    List<VectorSchemaRoot> batches = new ArrayList<>();
    List<Object> first = new ArrayList<>();
    for (int rows : new int[] {5, 0, 70, 1, 3}) {
      VectorSchemaRoot batch = WireRoundTripTest.batch(columns, rows, allocator);
      first.addAll(SampleColumn.values(batch.getVector(0)));
      batches.add(batch);
    }
    PreparedBatches source = PreparedBatches.of(batches, new MapDictionaryProvider());
    List<byte[]> messages = WireBytes.shaped(source, 10_000, allocator);
    assertThat(arrived(messages, allocator)).isEqualTo(first);
  }

  @Test
  void dictionariesComeBeforeTheFirstMessageAndOnce(BufferAllocator allocator) {
    DictionaryEncoding encoding = new DictionaryEncoding(3, false, new ArrowType.Int(16, true));
    SampleColumn texts = without();
    Dictionary dictionary = new Dictionary(texts.vector(allocator, 5), encoding);
    List<VectorSchemaRoot> batches = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      try (FieldVector plain = texts.vector(allocator, 5)) {
        batches.add(VectorSchemaRoot.of((FieldVector) DictionaryEncoder.encode(plain, dictionary)));
      }
    }
    List<Object> sent =
        batches.stream().flatMap(b -> SampleColumn.values(b.getVector(0)).stream()).toList();
    PreparedBatches source = PreparedBatches.of(batches, new MapDictionaryProvider(dictionary));
    List<byte[]> messages = WireBytes.shaped(source, 1 << 20, allocator);
    assertThat(messages).as("schema, dictionary, the first batch, the rest").hasSize(4);
    assertThat(arrived(messages, allocator)).isEqualTo(sent);
  }
}
