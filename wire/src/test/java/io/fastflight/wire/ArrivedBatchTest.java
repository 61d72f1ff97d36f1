package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.InternalFaultException;
import io.fastflight.testkit.columns.SampleColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch whose header claims what its body does not have is refused, and costs no memory. */
class ArrivedBatchTest {
  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final Field ID = Field.nullable("id", new ArrowType.Int(64, true));
  private static final Field TEXT = Field.nullable("text", ArrowType.Utf8.INSTANCE);

  /** Enough for what an honest small batch takes, far from what a dishonest one asks for. */
  private static final long SMALL_BYTES = 1 << 20;

  private BufferAllocator allocator;

  @BeforeEach
  void begin(BufferAllocator memory) {
    allocator = memory;
  }

  @AfterEach
  void nothingWasAllocatedForTheClaims() {
    assertThat(allocator.getAllocatedMemory()).isZero();
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(SMALL_BYTES);
  }

  private BatchDecoder decoder(Field... fields) {
    VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(List.of(fields)), allocator);
    return BatchDecoder.start(
        RawMessage.stream(PreparedBatches.of(root)).get(0).frame(allocator), allocator);
  }

  private static Field nested(String name, ArrowType type, Field... children) {
    return new Field(name, FieldType.nullable(type), List.of(children));
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private String refusal(ForgedBatch batch, byte[] body, Field... fields) {
    try (BatchDecoder decoder = decoder(fields)) {
      decoder.decode(batch.withBody(body).frame(allocator));
    } catch (InternalFaultException refused) {
      return refused.getMessage();
    }
    throw new AssertionError("decoded");
  }

  private static String cannotBeRight(String what) {
    return "The peer sent a record batch that cannot be right: it has " + what + ".";
  }

  private static String unreadable() {
    return "The peer sent a record batch that cannot be read as Arrow.";
  }

  static Stream<Field> fieldsOfIntOffsets() {
    return Stream.of(TEXT, nested("list", ArrowType.List.INSTANCE, ID));
  }

  @ParameterizedTest
  @MethodSource("fieldsOfIntOffsets")
  void offsetsThatEndBelowZeroAreRefused(Field field) {
    ForgedBatch batch = ForgedBatch.of(1).node(1, 0).buffer(0, 0).buffer(0, 8).buffer(0, 0);
    field.getChildren().forEach(child -> batch.node(0, 0).buffer(0, 0));
    assertThat(refusal(batch, ints(0, -8), field)).isEqualTo(unreadable());
  }

  static Stream<Field> fieldsOfLongOffsets() {
    return Stream.of(
        Field.nullable("text", ArrowType.LargeUtf8.INSTANCE),
        nested("list", ArrowType.LargeList.INSTANCE, ID));
  }

  @ParameterizedTest
  @MethodSource("fieldsOfLongOffsets")
  void longOffsetsThatEndBelowZeroAreRefused(Field field) {
    ForgedBatch batch = ForgedBatch.of(1).node(1, 0).buffer(0, 0).buffer(0, 16).buffer(0, 0);
    field.getChildren().forEach(child -> batch.node(0, 0).buffer(0, 0));
    byte[] end = ints(0, 0, 16_384_004, Integer.MIN_VALUE);
    assertThat(refusal(batch, end, field)).isEqualTo(unreadable());
  }

  @Test
  void anHonestBatchIsRead() {
    ForgedBatch honest = ForgedBatch.of(2).node(2, 0).buffer(0, 0).buffer(0, 16);
    try (BatchDecoder decoder = decoder(ID)) {
      assertThat(decoder.decode(honest.withBody(new byte[16]).frame(allocator))).isTrue();
      assertThat(SampleColumn.values(decoder.batch().getVector(0))).containsExactly(0L, 0L);
    }
  }

  @Test
  void anUnknownCountOfNullsIsRead() {
    ForgedBatch unknown = ForgedBatch.of(2).node(2, -1).buffer(0, 1).buffer(8, 16);
    try (BatchDecoder decoder = decoder(ID)) {
      decoder.decode(unknown.withBody(new byte[24]).frame(allocator));
      assertThat(SampleColumn.values(decoder.batch().getVector(0))).containsExactly(null, null);
    }
  }

  @Test
  void tooFewOrTooManyNodesAndBuffersAreRefused() {
    byte[] body = new byte[16];
    ForgedBatch noNode = ForgedBatch.of(2).buffer(0, 0).buffer(0, 16);
    ForgedBatch noBuffer = ForgedBatch.of(2).node(2, 0);
    ForgedBatch oneBuffer = ForgedBatch.of(2).node(2, 0).buffer(0, 0);
    ForgedBatch threeBuffers =
        ForgedBatch.of(2).node(2, 0).buffer(0, 0).buffer(0, 16).buffer(0, 16);
    ForgedBatch twoNodes = ForgedBatch.of(2).node(2, 0).node(2, 0).buffer(0, 0).buffer(0, 16);
    for (ForgedBatch batch : List.of(noNode, noBuffer, oneBuffer, threeBuffers, twoNodes)) {
      assertThat(refusal(batch, body, ID)).isEqualTo(unreadable());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 17",
    "1, 16",
    "17, 0",
    "-1, 8",
    "-8, 16",
    "9223372036854775807, 8",
    "8, 9223372036854775807",
    "-9223372036854775808, 16",
    "16, -8",
    "8, -9223372036854775808"
  })
  void aBufferBeyondTheBodyIsRefused(long offset, long length) {
    ForgedBatch batch = ForgedBatch.of(2).node(2, 0).buffer(0, 0).buffer(offset, length);
    assertThat(refusal(batch, new byte[16], ID))
        .isEqualTo(cannotBeRight(length + " bytes at " + offset + " of a body of 16"));
  }

  /** An allocator rounds up: what lies between is whatever was there before. */
  @Test
  void aBufferWithinTheAllocationAndBeyondTheBodyIsRefused() {
    ForgedBatch batch = ForgedBatch.of(2).node(2, 0).buffer(0, 0).buffer(8, 16);
    assertThat(refusal(batch, new byte[17], ID))
        .isEqualTo(cannotBeRight("16 bytes at 8 of a body of 17"));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Integer.MIN_VALUE})
  void negativeRowsAreRefused(long rows) {
    ForgedBatch batch = ForgedBatch.of(rows).node(rows, 0).buffer(0, 0).buffer(0, 16);
    assertThat(refusal(batch, new byte[16], ID))
        .isEqualTo(cannotBeRight("a negative number of rows"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 31, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
  void moreRowsThanAnIntCountsAreRefused(long rows) {
    ForgedBatch batch = ForgedBatch.of(rows).node(rows, 0).buffer(0, 0).buffer(0, 16);
    assertThat(refusal(batch, new byte[16], ID)).isEqualTo(unreadable());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE})
  void twoBillionRowsInSixteenBytesAreRefused(int nulls) {
    int rows = Integer.MAX_VALUE;
    ForgedBatch batch = ForgedBatch.of(rows).node(rows, nulls).buffer(0, 0).buffer(0, 16);
    assertThat(refusal(batch, new byte[16], ID))
        .isEqualTo(
            cannotBeRight(
                "2147483647 rows, which take over 8388608 bytes of memory with the body they came in"));
  }

  @Test
  void aColumnThatIsShorterOrLongerThanItsBatchIsRefused() {
    for (int length : new int[] {1, 3}) {
      ForgedBatch batch = ForgedBatch.of(2).node(length, 0).buffer(0, 0).buffer(0, 24);
      assertThat(refusal(batch, new byte[24], ID))
          .isEqualTo(cannotBeRight("a column 'id' of " + length + " values in 2 rows"));
    }
  }

  @Test
  void theSecondColumnIsMeasuredToo() {
    Field list = nested("list", ArrowType.List.INSTANCE, Field.nullable("item", INT32));
    ForgedBatch batch =
        ForgedBatch.of(1).node(1, 0).node(9, 0).node(7, 0).buffer(0, 0).buffer(0, 8).buffer(0, 0);
    assertThat(refusal(batch, new byte[64], list, ID))
        .isEqualTo(cannotBeRight("a column 'id' of 7 values in 1 rows"));
  }

  /** Arrow's loader would grow the column and fill it up with zeros. */
  @Test
  void rowsThatTheBodyDoesNotHoldAreRefused() {
    ForgedBatch values = ForgedBatch.of(3).node(3, 0).buffer(0, 0).buffer(0, 16);
    assertThat(refusal(values, new byte[16], ID)).isEqualTo(unreadable());
    ForgedBatch bits = ForgedBatch.of(9).node(9, 1).buffer(0, 1).buffer(0, 72);
    assertThat(refusal(bits, new byte[72], ID)).isEqualTo(unreadable());
  }

  @Test
  void offsetsThatTheBodyDoesNotHoldAreRefused() {
    ForgedBatch offsets = ForgedBatch.of(3).node(3, 0).buffer(0, 0).buffer(0, 12).buffer(12, 4);
    assertThat(refusal(offsets, ints(0, 1, 2, 3), TEXT)).isEqualTo(unreadable());
    ForgedBatch text = ForgedBatch.of(1).node(1, 0).buffer(0, 0).buffer(0, 8).buffer(8, 4);
    assertThat(refusal(text, ints(0, 5, 0), TEXT)).isEqualTo(unreadable());
  }

  /** Arrow's loader would grow the list's values to the last offset. */
  @Test
  void aListThatEndsBeyondItsValuesIsRefused() {
    Field list = nested("list", ArrowType.List.INSTANCE, Field.nullable("item", INT32));
    ForgedBatch batch =
        ForgedBatch.of(1).node(1, 0).node(1, 0).buffer(0, 0).buffer(0, 8).buffer(0, 0).buffer(8, 4);
    assertThat(refusal(batch, ints(0, 500_000_000, 7), list)).isEqualTo(unreadable());
  }

  /** Arrow would grow the member, and lose its new buffers over the old ones' odd sizes. */
  @Test
  void aDenseUnionWithFewerValuesThanRowsIsRefused() {
    ForgedBatch batch =
        ForgedBatch.of(9)
            .node(9, 0)
            .buffer(0, 9)
            .buffer(16, 36)
            .node(1, 0)
            .buffer(56, 1)
            .buffer(64, 1_024);
    Field union = nested("union", new ArrowType.Union(UnionMode.Dense, new int[] {0}), ID);
    assertThat(refusal(batch, new byte[1_088], union)).isEqualTo(unreadable());
  }

  @Test
  void aListViewBeyondItsValuesIsRefused() {
    Field view = nested("view", ArrowType.ListView.INSTANCE, Field.nullable("item", INT32));
    ForgedBatch batch =
        ForgedBatch.of(1)
            .node(1, 0)
            .node(1, 0)
            .buffer(0, 0)
            .buffer(0, 4)
            .buffer(4, 4)
            .buffer(0, 0)
            .buffer(8, 4);
    assertThat(refusal(batch, ints(0, 500_000_000, 7), view)).isEqualTo(unreadable());
    assertThat(refusal(batch, ints(-1, 1, 7), view)).isEqualTo(unreadable());
    assertThat(refusal(batch, ints(0, -1, 7), view)).isEqualTo(unreadable());
    assertThat(refusal(batch, ints(Integer.MAX_VALUE, Integer.MAX_VALUE, 7), view))
        .isEqualTo(unreadable());
  }

  @Test
  void aFixedSizeListWithoutItsValuesIsRefused() {
    Field pairs =
        nested("pairs", new ArrowType.FixedSizeList(1 << 30), Field.nullable("item", INT32));
    ForgedBatch batch =
        ForgedBatch.of(4).node(4, 0).node(0, 0).buffer(0, 0).buffer(0, 0).buffer(0, 0);
    assertThat(refusal(batch, new byte[0], pairs)).isEqualTo(unreadable());
  }

  @Test
  void aChildThatClaimsTwoBillionValuesIsRefused() {
    Field struct = nested("struct", ArrowType.Struct.INSTANCE, Field.nullable("a", INT32));
    ForgedBatch batch =
        ForgedBatch.of(1)
            .node(1, 0)
            .node(Integer.MAX_VALUE, 0)
            .buffer(0, 0)
            .buffer(0, 0)
            .buffer(0, 4);
    assertThat(refusal(batch, new byte[8], struct))
        .isEqualTo(
            cannotBeRight(
                "1 rows, which take over 8388608 bytes of memory with the body they came in"));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 3, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
  void aViewColumnOfMoreBuffersThanThereAreIsRefused(long count) {
    Field view = Field.nullable("view", ArrowType.Utf8View.INSTANCE);
    ForgedBatch batch = ForgedBatch.of(1).node(1, 0).buffer(0, 0).buffer(0, 16).viewBuffers(count);
    assertThat(refusal(batch, new byte[16], view))
        .isEqualTo(cannotBeRight("a view column of " + count + " buffers, of 2 in all"));
  }

  @Test
  void aBillionRowsOfNothingAreRead() {
    int rows = 1_000_000_000;
    Field nothing = Field.nullable("nothing", ArrowType.Null.INSTANCE);
    ForgedBatch batch = ForgedBatch.of(rows).node(rows, rows);
    try (BatchDecoder decoder = decoder(nothing)) {
      decoder.decode(batch.withBody(new byte[0]).frame(allocator));
      assertThat(decoder.batch().getRowCount()).isEqualTo(rows);
    }
  }

  @Test
  void aBillionEqualRowsInOneRunAreRead() {
    int rows = 1_000_000_000;
    Field runs =
        nested(
            "runs",
            ArrowType.RunEndEncoded.INSTANCE,
            Field.notNullable("run_ends", INT32),
            Field.nullable("values", INT32));
    ForgedBatch batch =
        ForgedBatch.of(rows)
            .node(rows, 0)
            .node(1, 0)
            .node(1, 0)
            .buffer(0, 0)
            .buffer(0, 4)
            .buffer(0, 0)
            .buffer(4, 4);
    try (BatchDecoder decoder = decoder(runs)) {
      decoder.decode(batch.withBody(ints(rows, 42)).frame(allocator));
      assertThat(decoder.batch().getVector(0).getObject(rows - 1)).isEqualTo(42);
    }
  }
}
