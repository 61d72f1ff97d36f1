package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Compression;
import io.fastflight.testkit.TestSeed;
import io.fastflight.testkit.columns.SampleColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages have the target size, order and batches' speed permitting, and share what they can. */
class BatchShapingTest {
  private static final long MIB = 1 << 20;

  private static Field id() {
    return Field.nullable("id", new ArrowType.Int(64, true));
  }

  private static BigIntVector ids(int rows, BufferAllocator allocator) {
    BigIntVector ids = new BigIntVector(id(), allocator);
    ids.allocateNew(rows);
    for (int i = 0; i < rows; i++) {
      ids.set(i, i);
    }
    ids.setValueCount(rows);
    return ids;
  }

  private static PreparedBatches batches(BufferAllocator allocator, int... rows) {
    FieldVector[] vectors =
        IntStream.of(rows).mapToObj(count -> ids(count, allocator)).toArray(FieldVector[]::new);
    return PreparedBatches.ofColumn(id(), vectors);
  }

  private static int[] times(int count, int rows) {
    int[] all = new int[count];
    Arrays.fill(all, rows);
    return all;
  }

  /** A clock that stands: the source takes no time. */
  private static long quick() {
    return 0;
  }

  /** Returns a clock that moves on by so much each time it is read, which is twice a batch. */
  private static LongSupplier clock(long stepNanos) {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(stepNanos);
  }

  /** What is known of one message after it was sent. */
  private record Sent(long rows, long bytes, int pieces) {}

  /** Sends the whole stream; takes the reader. */
  private static List<Sent> sent(BatchReader reader, long target, LongSupplier clock) {
    List<Sent> sent = new ArrayList<>();
    try (reader) {
      BatchEncoder encoder = new BatchEncoder(reader, Compression.NONE, new Shaping(target, clock));
      encoder.head().close();
      long before = 0;
      List<WireFrame> frames = encoder.next();
      while (!frames.isEmpty()) {
        assertThat(frames).hasSize(1);
        try (WireFrame frame = frames.get(0)) {
          BatchPosition position = new BatchPosition(sent.size(), before);
          assertThat(BatchDecoder.position(frame)).hasValue(position);
          long rows = encoder.totals().rows() - before;
          before += rows;
          sent.add(new Sent(rows, frame.bodyBytes(), frame.body().size()));
        }
        frames = encoder.next();
      }
      assertThat(encoder.next()).isEmpty();
      assertThat(encoder.totals()).isEqualTo(new StreamTotals(before, sent.size()));
    }
    return sent;
  }

  private static List<Long> rows(List<Sent> sent) {
    return sent.stream().map(Sent::rows).toList();
  }

  @Test
  void aBatchOf64MebibytesIsSlicedTo64FramesOfItsOwnMemory(BufferAllocator allocator) {
    int rows = 8 << 20;
    BigIntVector ids = ids(rows, allocator);
    long address = ids.getDataBufferAddress();
    try (PreparedBatches source = PreparedBatches.ofColumn(id(), ids)) {
      BatchEncoder encoder =
          new BatchEncoder(source, Compression.NONE, new Shaping(MIB, BatchShapingTest::quick));
      long before = allocator.getAllocatedMemory();
      List<WireFrame> frames = new ArrayList<>();
      for (List<WireFrame> next = encoder.next(); !next.isEmpty(); next = encoder.next()) {
        frames.addAll(next);
      }
      assertThat(frames).hasSize(64).allMatch(frame -> frame.bodyBytes() == MIB);
      assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
      for (WireFrame frame : frames) {
        assertThat(frame.body()).extracting(ArrowBuf::memoryAddress).containsExactly(address);
        address += MIB;
        frame.close();
      }
    }
  }

  @Test
  void aHundredSmallBatchesAreOneMessageAfterTheFirst(BufferAllocator allocator) {
    List<Sent> sent = sent(batches(allocator, times(100, 10)), MIB, BatchShapingTest::quick);
    assertThat(rows(sent)).containsExactly(10L, 990L);
  }

  @Test
  void batchesAreMergedUntilTheTargetIsReachedAndNoFurther(BufferAllocator allocator) {
    List<Sent> sent =
        sent(batches(allocator, 1, 100, 100, 100, 100, 100), 2_000, BatchShapingTest::quick);
    assertThat(rows(sent)).containsExactly(1L, 300L, 200L);
  }

  @Test
  void aLargeBatchIsNotMergedWithTheSmallOnesAroundIt(BufferAllocator allocator) {
    List<Sent> sent =
        sent(batches(allocator, 1, 2, 3, 1_024, 4, 5), 4_096, BatchShapingTest::quick);
    assertThat(rows(sent)).containsExactly(1L, 5L, 512L, 512L, 9L);
  }

  @Test
  void theBatchesOfASlowSourceAreSentOneByOne(BufferAllocator allocator) {
    LongSupplier slow = clock(BatchShaper.QUICK_NANOS);
    assertThat(sent(batches(allocator, times(50, 10)), MIB, slow)).hasSize(50);
  }

  @Test
  void gatheringEndsAfterFiveMilliseconds(BufferAllocator allocator) {
    LongSupplier quickEnough = clock(BatchShaper.QUICK_NANOS * 9 / 10);
    List<Sent> sent = sent(batches(allocator, times(50, 10)), MIB, quickEnough);
    assertThat(rows(sent).subList(1, 10)).allMatch(rows -> rows > 10 && rows <= 40);
  }

  @Test
  void batchesWithoutRowsAreLeftOut(BufferAllocator allocator) {
    LongSupplier slow = clock(BatchShaper.QUICK_NANOS);
    assertThat(rows(sent(batches(allocator, 3, 0, 0, 4, 0), MIB, slow))).containsExactly(3L, 4L);
    assertThat(rows(sent(batches(allocator, 3, 0, 4, 0, 5, 0), MIB, BatchShapingTest::quick)))
        .containsExactly(3L, 9L);
  }

  @Test
  void aStreamOfEmptyBatchesIsOneEmptyBatch(BufferAllocator allocator) {
    assertThat(rows(sent(batches(allocator, 0, 0, 0), MIB, BatchShapingTest::quick)))
        .containsExactly(0L);
    assertThat(rows(sent(batches(allocator, 0, 5), MIB, BatchShapingTest::quick)))
        .containsExactly(0L, 5L);
  }

  @Test
  void tinyBatchesAreJoinedAndNeverMoreThanAThousandOdd(BufferAllocator allocator) {
    List<Sent> sent = sent(batches(allocator, times(2_500, 1)), MIB, BatchShapingTest::quick);
    assertThat(rows(sent)).containsExactly(1L, 1_024L, 1_024L, 451L);
    assertThat(sent).allMatch(message -> message.pieces() <= 2);
  }

  @Test
  void batchesOfSomeSizeAreGatheredAndNotCopied(BufferAllocator allocator) {
    List<Sent> sent =
        sent(batches(allocator, 1, 2_048, 2_048, 2_048), MIB, BatchShapingTest::quick);
    assertThat(sent.get(1)).isEqualTo(new Sent(6_144, 6_144 * 8, 3));
  }

  /** Their ends are 16 bits wide, so a message has room for 32,767 rows. */
  @Test
  void runsAreMergedOnlyAsFarAsTheirEndsCanCount(BufferAllocator allocator) {
    SampleColumn runs = ShapedRoundTripTest.shortRuns();
    FieldVector[] vectors =
        IntStream.of(1, 20_000, 20_000, 12_000, 767, 1)
            .mapToObj(rows -> runs.vector(allocator, rows))
            .toArray(FieldVector[]::new);
    List<Sent> sent =
        sent(PreparedBatches.ofColumn(runs.field(), vectors), MIB, BatchShapingTest::quick);
    assertThat(rows(sent)).containsExactly(1L, 20_000L, 32_767L, 1L);
  }

  @Test
  void rowsAboveTheTargetAreSentAlone(BufferAllocator allocator) {
    VarCharVector texts = texts(allocator, 5_000, 5_000, 10, 10, 5_000);
    List<Sent> sent =
        sent(PreparedBatches.ofColumn(texts.getField(), texts), 1_000, BatchShapingTest::quick);
    assertThat(rows(sent).stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
    assertThat(sent).allMatch(message -> message.rows() == 1 || message.bytes() <= 1_500);
  }

  @Test
  void slicesOfUnevenRowsKeepToTheTarget(BufferAllocator allocator) {
    Random random = TestSeed.random(BatchShapingTest.class);
    int[] lengths =
        IntStream.range(0, 20_000).map(i -> i < 15_000 ? 3 : random.nextInt(900)).toArray();
    VarCharVector texts = texts(allocator, lengths);
    List<Sent> sent =
        sent(PreparedBatches.ofColumn(texts.getField(), texts), 50_000, BatchShapingTest::quick);
    assertThat(sent).allMatch(message -> message.bytes() <= 75_000);
    assertThat(sent.size()).isLessThan(100);
  }

  private static VarCharVector texts(BufferAllocator allocator, int... lengths) {
    VarCharVector texts =
        new VarCharVector(Field.nullable("text", ArrowType.Utf8.INSTANCE), allocator);
    for (int i = 0; i < lengths.length; i++) {
      texts.setSafe(i, new byte[lengths[i]]);
    }
    texts.setValueCount(lengths.length);
    return texts;
  }

  /** Its values lie where sorting has left them, and each slice needs some from everywhere. */
  @Test
  void aShuffledColumnOfViewsIsSentAboutOnce(BufferAllocator allocator) {
    int rows = 20_000;
    ViewVarCharVector texts = new ViewVarCharVector("text", allocator);
    for (int row = 0; row < rows; row++) {
      texts.setSafe(row, ("a text of some length " + row).getBytes(StandardCharsets.UTF_8));
    }
    texts.setValueCount(rows);
    List<Integer> order = shuffled(rows);
    ArrowBuf views = texts.getDataBuffer();
    byte[][] old = new byte[rows][16];
    for (int row = 0; row < rows; row++) {
      views.getBytes(16L * row, old[row]);
    }
    for (int row = 0; row < rows; row++) {
      views.setBytes(16L * row, old[order.get(row)]);
    }
    requireSentOnce(texts, rows * 45L, allocator);
  }

  @Test
  void aShuffledColumnOfListViewsIsSentAboutOnce(BufferAllocator allocator) {
    int rows = 5_000;
    ListViewVector lists = ListViewVector.empty("lists", allocator);
    lists.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true)));
    lists.allocateNew();
    IntVector items = (IntVector) lists.getDataVector();
    for (int row = 0; row < rows; row++) {
      int start = lists.startNewValue(row);
      for (int i = 0; i < 9; i++) {
        items.setSafe(start + i, row);
      }
      lists.endValue(row, 9);
    }
    lists.setValueCount(rows);
    List<Integer> order = shuffled(rows);
    for (int row = 0; row < rows; row++) {
      lists.getOffsetBuffer().setInt(4L * row, 9 * order.get(row));
    }
    requireSentOnce(lists, rows * 44L, allocator);
  }

  private static List<Integer> shuffled(int rows) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
    Collections.shuffle(order, TestSeed.random(BatchShapingTest.class));
    return order;
  }

  /** Takes the column. */
  private static void requireSentOnce(FieldVector column, long bytes, BufferAllocator allocator) {
    List<Object> values = SampleColumn.values(column);
    PreparedBatches source = PreparedBatches.ofColumn(column.getField(), column);
    List<byte[]> messages = WireBytes.shaped(source, 20_000, allocator);
    List<Object> arrived = new ArrayList<>();
    try (BatchDecoder decoder = WireBytes.decoder(messages, Door.PLAIN, allocator)) {
      for (byte[] message : messages.subList(1, messages.size())) {
        decoder.decode(WireBytes.frame(message, Door.PLAIN, allocator));
        arrived.addAll(SampleColumn.values(decoder.batch().getVector(0)));
      }
    }
    assertThat(arrived).isEqualTo(values);
    assertThat(messages.size()).isGreaterThan(10);
    assertThat(messages.stream().mapToLong(message -> message.length).sum())
        .isLessThan(bytes * 5 / 4);
  }

  /** As a column may come from elsewhere: its texts begin in the middle of its data. */
  @Test
  void offsetsThatBeginAboveZeroAreCountedFromZero(BufferAllocator allocator) {
    VarCharVector texts = new VarCharVector("text", allocator);
    try (ArrowBuf offsets = allocator.buffer(16).writerIndex(16);
        ArrowBuf data = allocator.buffer(10).writerIndex(10)) {
      for (int i = 0; i < 4; i++) {
        offsets.setInt(4L * i, new int[] {3, 5, 5, 9}[i]);
      }
      data.setBytes(0, "xxxabcdefx".getBytes(StandardCharsets.UTF_8));
      texts.loadFieldBuffers(
          new ArrowFieldNode(3, 0), List.of(allocator.getEmpty(), offsets, data));
    }
    List<Object> values = SampleColumn.values(texts);
    assertThat(values).hasToString("[ab, , cdef]");
    PreparedBatches source = PreparedBatches.ofColumn(texts.getField(), texts);
    List<byte[]> messages = WireBytes.shaped(source, MIB, allocator);
    try (BatchDecoder decoder = WireBytes.decoder(messages, Door.PLAIN, allocator)) {
      decoder.decode(WireBytes.frame(messages.get(1), Door.PLAIN, allocator));
      VarCharVector arrived = (VarCharVector) decoder.batch().getVector(0);
      assertThat(SampleColumn.values(arrived)).isEqualTo(values);
      assertThat(arrived.getOffsetBuffer().getInt(0)).isZero();
    }
  }

  /** Fails at batch 5 of 9, of so many rows as their number says. */
  private static NumberedBatches failing(Runnable failure, BufferAllocator allocator) {
    return new NumberedBatches(9, allocator)
        .before(
            number -> {
              if (number == 5) {
                failure.run();
              }
            });
  }

  @Test
  void aReaderThatFailsWhileItIsGatheredFromFailsAfterTheRowsBefore(BufferAllocator allocator) {
    DataServiceException failure = new DataServiceException("told");
    Runnable fail =
        () -> {
          throw failure;
        };
    try (NumberedBatches source = failing(fail, allocator)) {
      BatchEncoder encoder =
          new BatchEncoder(source, Compression.NONE, new Shaping(MIB, BatchShapingTest::quick));
      encoder.next().forEach(WireFrame::close);
      encoder.next().forEach(WireFrame::close);
      assertThat(encoder.totals()).isEqualTo(new StreamTotals(10, 2));
      assertThatThrownBy(encoder::next).isSameAs(failure);
      assertThatThrownBy(encoder::next).isSameAs(failure);
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void anErrorWhileBatchesAreGatheredIsRaisedAtOnceAndLeavesNothing(BufferAllocator allocator) {
    AssertionError failure = new AssertionError("broken");
    Runnable fail =
        () -> {
          throw failure;
        };
    try (NumberedBatches source = failing(fail, allocator)) {
      BatchEncoder encoder =
          new BatchEncoder(source, Compression.NONE, new Shaping(MIB, BatchShapingTest::quick));
      encoder.next().forEach(WireFrame::close);
      assertThatThrownBy(encoder::next).isSameAs(failure);
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void noMessageHasMoreRowsThanAskedFor(BufferAllocator allocator) {
    Shaping shaping = new Shaping(MIB, BatchShapingTest::quick).withMaxRows(100);
    try (PreparedBatches source = batches(allocator, 30, 40, 40, 20, 41, 350, 3)) {
      BatchEncoder encoder = new BatchEncoder(source, Compression.NONE, shaping);
      List<Long> rows = new ArrayList<>();
      long before = 0;
      for (List<WireFrame> next = encoder.next(); !next.isEmpty(); next = encoder.next()) {
        next.forEach(WireFrame::close);
        rows.add(encoder.totals().rows() - before);
        before = encoder.totals().rows();
      }
      assertThat(rows).startsWith(30L, 100L, 41L).allMatch(count -> count <= 100).endsWith(3L);
      assertThat(before).isEqualTo(524);
    }
  }

  @Test
  void aBatchThatWouldNotFitIsNotReadAhead(BufferAllocator allocator) {
    try (PreparedBatches source = batches(allocator, times(4, 100))) {
      BatchEncoder encoder =
          new BatchEncoder(source, Compression.NONE, new Shaping(1_000, BatchShapingTest::quick));
      for (int i = 0; i < 4; i++) {
        encoder.next().forEach(WireFrame::close);
        assertThat(source.reads()).isEqualTo(i + 1);
      }
    }
  }

  /** Lets the memory run out at one place after the other. */
  @Test
  void memoryThatRunsOutAnywhereLeavesNothing() {
    List<String> names =
        List.of("bool", "utf8", "utf8_view", "list", "list_view", "dense_union", "run_end_encoded");
    List<SampleColumn> columns =
        WireRoundTripTest.columns().filter(column -> names.contains(column.name())).toList();
    int refusals = 0;
    boolean complete = false;
    try (RootAllocator root = new RootAllocator(Long.MAX_VALUE)) {
      for (long spare = 0; !complete; spare += 16 + spare / 8) {
        root.setLimit(Long.MAX_VALUE);
        List<VectorSchemaRoot> batches = new ArrayList<>();
        for (int rows : new int[] {1, 5, 7, 70, 3}) {
          batches.add(WireRoundTripTest.batch(columns, rows, root));
        }
        try (PreparedBatches source = PreparedBatches.of(batches, new MapDictionaryProvider())) {
          long before = root.getAllocatedMemory();
          root.setLimit(before + spare);
          complete = isSent(source);
          refusals += complete ? 0 : 1;
          assertThat(root.getAllocatedMemory()).isEqualTo(before);
        }
      }
    }
    assertThat(refusals).isGreaterThan(10);
  }

  private static boolean isSent(PreparedBatches source) {
    BatchEncoder encoder =
        new BatchEncoder(source, Compression.NONE, new Shaping(MIB, BatchShapingTest::quick));
    try {
      encoder.next().forEach(WireFrame::close);
      encoder.next().forEach(WireFrame::close);
      return true;
    } catch (ResourceExhaustedException full) {
      assertThat(full)
          .hasMessageMatching(
              "There is no memory to put a message of batches together: \\d+ bytes were refused. Ask for fewer rows a batch, or give the server more direct memory.");
      return false;
    }
  }

  @Test
  void offsetsThatLeadOutOfTheirDataAreRefusedByColumnAndType(BufferAllocator allocator) {
    VarCharVector texts = texts(allocator, 600, 600, 600);
    texts.getOffsetBuffer().setInt(4, 5_000);
    try (PreparedBatches source = PreparedBatches.ofColumn(texts.getField(), texts)) {
      assertThatThrownBy(
              () ->
                  new BatchEncoder(
                          source, Compression.NONE, new Shaping(500, BatchShapingTest::quick))
                      .next())
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "A batch cannot be sent: its column 'text' of type Utf8 has offsets from 0 to 5000 into 1800 values. Let the source build its vectors anew.");
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void aBatchOfAnotherSchemaIsRefused(BufferAllocator allocator) {
    try (PreparedBatches source =
        PreparedBatches.ofColumn(id(), ids(1, allocator), texts(allocator, 1))) {
      BatchEncoder encoder =
          new BatchEncoder(source, Compression.NONE, new Shaping(MIB, BatchShapingTest::quick));
      encoder.next().forEach(WireFrame::close);
      assertThatThrownBy(encoder::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "A batch cannot be sent: its column 'id' of type Int(64, true) is a vector of another type, Utf8 with 3 buffers and 0 children. Let the source build its vectors anew.");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, (1L << 29) + 1})
  void aTargetOutOfRangeIsRefused(long target, BufferAllocator allocator) {
    try (PreparedBatches source = batches(allocator, 1)) {
      assertThatThrownBy(
              () ->
                  new BatchEncoder(
                      source, Compression.NONE, new Shaping(target, BatchShapingTest::quick)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("targetBytes must be 1..536870912, was " + target + ".");
    }
  }
}
