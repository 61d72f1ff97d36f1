package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.testkit.columns.NestedColumns;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches become messages, and messages the same batches; docs/reference/types.md is its table. */
class WireRoundTripTest {
  private static final int[] ROW_COUNTS = {0, 1, 7, 1_000};

  static Stream<SampleColumn> columns() {
    return Stream.concat(PlainColumns.all().stream(), NestedColumns.all().stream());
  }

  @ParameterizedTest
  @MethodSource("columns")
  void everyTypeArrivesAsItWas(SampleColumn column, BufferAllocator allocator) {
    for (int rows : ROW_COUNTS) {
      for (Door door : Door.values()) {
        FieldVector vector = column.vector(allocator, rows);
        List<Object> sent = SampleColumn.values(vector);
        PreparedBatches source = PreparedBatches.ofColumn(column.field(), vector);
        assertThat(arrived(source, door, allocator)).hasSize(rows).isEqualTo(sent);
        assertThat(allocator.getAllocatedMemory()).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void everyTypeArrivesCutOutOfALongerVector(SampleColumn column, BufferAllocator allocator) {
    for (int[] cut : new int[][] {{0, 3}, {3, 14}, {5, 0}, {19, 1}}) {
      try (FieldVector whole = column.vector(allocator, 20)) {
        List<Object> sent = SampleColumn.values(whole).subList(cut[0], cut[0] + cut[1]);
        TransferPair pair = whole.getTransferPair(column.field(), allocator);
        pair.splitAndTransfer(cut[0], cut[1]);
        FieldVector part = (FieldVector) pair.getTo();
        part.setValueCount(cut[1]);
        PreparedBatches source = PreparedBatches.ofColumn(column.field(), part);
        assertThat(arrived(source, Door.IN_PIECES, allocator)).isEqualTo(sent);
      }
    }
  }

  private static List<Object> arrived(
      PreparedBatches source, Door door, BufferAllocator allocator) {
    Schema schema = source.schema();
    List<byte[]> messages = WireBytes.stream(source, allocator);
    List<Object> values = new ArrayList<>();
    try (BatchDecoder decoder = WireBytes.decoder(messages, door, allocator)) {
      assertThat(decoder.schema()).isEqualTo(schema);
      for (byte[] message : messages.subList(1, messages.size())) {
        assertThat(decoder.decode(WireBytes.frame(message, door, allocator))).isTrue();
        values.addAll(SampleColumn.values(decoder.batch().getVector(0)));
      }
    }
    return values;
  }

  @Test
  void allTypesArriveTogetherInOneBatchAfterAnother(BufferAllocator allocator) {
    List<SampleColumn> columns = columns().toList();
    VectorSchemaRoot[] batches =
        IntStream.of(3, 0, 40)
            .mapToObj(rows -> batch(columns, rows, allocator))
            .toArray(VectorSchemaRoot[]::new);
    List<List<Object>> sent = Stream.of(batches).map(WireRoundTripTest::values).toList();
    List<byte[]> messages = WireBytes.stream(PreparedBatches.of(batches), allocator);
    try (BatchDecoder decoder = WireBytes.decoder(messages, Door.IN_PIECES, allocator)) {
      for (int i = 0; i < sent.size(); i++) {
        decoder.decode(WireBytes.frame(messages.get(i + 1), Door.IN_PIECES, allocator));
        assertThat(values(decoder.batch())).isEqualTo(sent.get(i));
      }
    }
  }

  static VectorSchemaRoot batch(List<SampleColumn> columns, int rows, BufferAllocator allocator) {
    return new VectorSchemaRoot(
        columns.stream().map(SampleColumn::field).toList(),
        columns.stream().map(column -> column.vector(allocator, rows)).toList(),
        rows);
  }

  static List<Object> values(VectorSchemaRoot batch) {
    return batch.getFieldVectors().stream().<Object>map(SampleColumn::values).toList();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aSchemaKeepsItsMetadata(Door door, BufferAllocator allocator) {
    Schema schema =
        new Schema(
            List.of(
                new Field(
                    "id",
                    new FieldType(false, new ArrowType.Int(64, true), null, Map.of("unit", "m")),
                    List.of())),
            Map.of("origin", "here"));
    VectorSchemaRoot empty = VectorSchemaRoot.create(schema, allocator);
    List<byte[]> messages = WireBytes.stream(PreparedBatches.of(empty), allocator);
    try (BatchDecoder decoder = WireBytes.decoder(messages, door, allocator)) {
      assertThat(decoder.schema()).isEqualTo(schema);
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void arrowsParserReadsTheSameMessage(SampleColumn column, BufferAllocator allocator)
      throws Exception {
    try (PreparedBatches source =
        PreparedBatches.ofColumn(column.field(), column.vector(allocator, 9))) {
      BatchEncoder encoder = new BatchEncoder(source);
      source.next();
      for (WireFrame frame : List.of(encoder.head(), encoder.batchFrames().get(0))) {
        ByteString header = ByteString.copyFrom(frame.header());
        ByteString metadata = ByteString.copyFrom(frame.appMetadata());
        ByteString body = ByteString.copyFrom(RawMessage.joined(frame.body()));
        FlightData parsed = FlightData.parseFrom(WireBytes.message(frame, allocator));
        assertThat(parsed.getDataHeader()).isEqualTo(header);
        assertThat(parsed.getAppMetadata()).isEqualTo(metadata);
        assertThat(parsed.getDataBody()).isEqualTo(body);
        assertThat(parsed.getUnknownFields().asMap()).isEmpty();
      }
    }
  }

  @Test
  void positionsCountBatchesAndRows(BufferAllocator allocator) {
    FieldVector[] vectors =
        IntStream.of(4, 0, 3, 1).mapToObj(rows -> ids(rows, allocator)).toArray(FieldVector[]::new);
    PreparedBatches source = PreparedBatches.ofColumn(vectors[0].getField(), vectors);
    List<byte[]> messages = WireBytes.stream(source, allocator);
    List<BatchPosition> positions = new ArrayList<>();
    for (byte[] message : messages) {
      try (WireFrame frame = WireBytes.frame(message, Door.PLAIN, allocator)) {
        BatchDecoder.position(frame).ifPresent(positions::add);
      }
    }
    assertThat(positions)
        .containsExactly(
            new BatchPosition(0, 0),
            new BatchPosition(1, 4),
            new BatchPosition(2, 4),
            new BatchPosition(3, 7));
  }

  @Test
  void aFrameSharesTheBuffersOfItsBatch(BufferAllocator allocator) {
    try (PreparedBatches source = PreparedBatches.ofColumn(idField(), ids(100, allocator))) {
      source.next();
      long before = allocator.getAllocatedMemory();
      try (WireFrame frame = new BatchEncoder(source).batchFrames().get(0)) {
        assertThat(frame.body())
            .extracting(ArrowBuf::memoryAddress)
            .containsExactlyElementsOf(List.of(source.batch().getVector(0).getDataBufferAddress()));
        assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
      }
    }
  }

  @Test
  void aFrameOutlivesTheAllocatorOfItsRequest(BufferAllocator allocator) {
    BufferAllocator request = allocator.newChildAllocator("request", 0, Long.MAX_VALUE);
    PreparedBatches source = PreparedBatches.ofColumn(idField(), ids(100, request));
    source.next();
    WireFrame frame = new BatchEncoder(source).batchFrames().get(0);
    source.close();
    request.close();
    byte[] message = WireBytes.message(frame, allocator);
    assertThat(message).hasSizeGreaterThan(800);
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void aMessageIsDrainedOnceAndNeverRead(BufferAllocator allocator) throws Exception {
    try (PreparedBatches source = PreparedBatches.ofColumn(idField(), ids(1, allocator));
        FlightFrameStream stream = new FlightFrameStream(new BatchEncoder(source).head())) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      assertThat(stream.drainTo(bytes)).isPositive().isEqualTo(bytes.size());
      assertThat(stream.available()).isZero();
      assertThat(stream.drainTo(bytes)).isZero();
      assertThatThrownBy(stream::readAllBytes)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(
              "A Flight message is drained, not read. Remove the interceptor that reads messages.");
    }
  }

  /** Seventeen columns of one value each, which share 64 MiB. */
  @Test
  void aRowOverAGibibyteIsRefused(BufferAllocator allocator) {
    int bytes = 64 << 20;
    try (ArrowBuf shared = allocator.buffer(bytes).writerIndex(bytes);
        ArrowBuf offsets = allocator.buffer(8).writerIndex(8)) {
      offsets.setInt(0, 0);
      offsets.setInt(4, bytes);
      List<FieldVector> columns = new ArrayList<>();
      for (int i = 0; i < 17; i++) {
        VarBinaryVector column = new VarBinaryVector("c" + i, allocator);
        column.loadFieldBuffers(
            new ArrowFieldNode(1, 0), List.of(allocator.getEmpty(), offsets, shared));
        columns.add(column);
      }
      try (PreparedBatches source = PreparedBatches.of(new VectorSchemaRoot(columns))) {
        assertThatThrownBy(() -> new BatchEncoder(source).next())
            .isInstanceOf(ResourceExhaustedException.class)
            .hasMessage(
                "A row of 1140850824 bytes is over the limit of 1073741824 (1 GiB) for one message. Split its values in the source.");
      }
    }
  }

  @Test
  void aBatchWhoseBuffersNobodyOwnsIsRefused(BufferAllocator allocator) {
    try (ArrowBuf memory = allocator.buffer(8).writerIndex(8);
        BorrowedColumn column = new BorrowedColumn(memory, allocator)) {
      column.setValueCount(8);
      PreparedBatches source = PreparedBatches.ofColumn(column.getField(), column);
      source.next();
      assertThatThrownBy(() -> new BatchEncoder(source).batchFrames())
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "A batch has a buffer that cannot be shared. Allocate batches from context.allocator().");
    }
  }

  /** Shows memory as its own without a reference to it. */
  private static final class BorrowedColumn extends StructVector {
    private final ArrowBuf memory;

    BorrowedColumn(ArrowBuf memory, BufferAllocator allocator) {
      super("borrowed", allocator, FieldType.nullable(ArrowType.Struct.INSTANCE), null);
      this.memory = memory;
    }

    @Override
    public List<ArrowBuf> getFieldBuffers() {
      long bytes = memory.readableBytes();
      ArrowBuf view = new ArrowBuf(ReferenceManager.NO_OP, null, bytes, memory.memoryAddress());
      return List.of(view.writerIndex(bytes));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void aDecimalOfATypeArrowForJavaLacksIsRefused(int bits, BufferAllocator allocator) {
    Field price = Field.nullable("price", new ArrowType.Decimal(9, 2, bits));
    WireFrame schema =
        new WireFrame(
            MessageSerializer.serializeMetadata(
                new Schema(Collections.singleton(price)), IpcOption.DEFAULT),
            new byte[0],
            List.of(allocator.getEmpty()));
    assertThatThrownBy(() -> BatchDecoder.start(schema, allocator))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage("The peer sent a schema that cannot be read as Arrow.");
  }

  private static Field idField() {
    return Field.nullable("id", new ArrowType.Int(64, true));
  }

  private static BigIntVector ids(int rows, BufferAllocator allocator) {
    BigIntVector ids = new BigIntVector("id", allocator);
    ids.allocateNew(rows);
    for (int i = 0; i < rows; i++) {
      ids.set(i, i);
    }
    ids.setValueCount(rows);
    return ids;
  }
}
