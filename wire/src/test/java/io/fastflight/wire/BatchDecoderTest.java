package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.testkit.columns.SampleColumn;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream whose messages come in another order, or of another kind, is refused. */
class BatchDecoderTest {
  private static final byte[] NO_BODY = new byte[0];

  /** A stream of one batch with one column of three 64-bit integers. */
  private static List<RawMessage> ids(BufferAllocator allocator) {
    BigIntVector ids = new BigIntVector("id", allocator);
    for (int i = 0; i < 3; i++) {
      ids.setSafe(i, i);
    }
    ids.setValueCount(3);
    return RawMessage.stream(PreparedBatches.of(VectorSchemaRoot.of(ids)));
  }

  /** A stream of one batch with one dictionary-encoded column: schema, dictionary 1, batch. */
  private static List<RawMessage> levels(BufferAllocator allocator, String... values) {
    VarCharVector words = new VarCharVector("words", allocator);
    for (int i = 0; i < values.length; i++) {
      words.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
    }
    words.setValueCount(values.length);
    ArrowType.Int index = new ArrowType.Int(8, true);
    DictionaryEncoding encoding = new DictionaryEncoding(1, false, index);
    TinyIntVector levels =
        new TinyIntVector("level", new FieldType(true, index, encoding), allocator);
    levels.setSafe(0, 1);
    levels.setValueCount(1);
    MapDictionaryProvider provider = new MapDictionaryProvider(new Dictionary(words, encoding));
    return RawMessage.stream(PreparedBatches.of(List.of(VectorSchemaRoot.of(levels)), provider));
  }

  private static BatchDecoder start(RawMessage schema, BufferAllocator allocator) {
    return BatchDecoder.start(schema.frame(allocator), allocator);
  }

  private static String refusal(
      BatchDecoder decoder, RawMessage message, BufferAllocator allocator) {
    try {
      decoder.decode(message.frame(allocator));
    } catch (FastFlightException refused) {
      assertThat(refused).isInstanceOf(InternalFaultException.class);
      return refused.getMessage();
    }
    throw new AssertionError("decoded");
  }

  @Test
  void aBigEndianStreamIsRefusedByName(BufferAllocator allocator) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int fields = Schema.createFieldsVector(builder, new int[0]);
    int schema = Schema.createSchema(builder, Endianness.Big, fields, 0, 0);
    RawMessage message = RawMessage.of(builder, MessageHeader.Schema, schema, NO_BODY);
    assertThatThrownBy(() -> start(message, allocator))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage(
            "The stream is big-endian, which this client would read as wrong values. Let the server write little-endian.");
  }

  @ParameterizedTest
  @CsvSource({"0, V1", "2, V3", "5, 5", "-1, -1"})
  void aMetadataVersionNobodyReadsIsRefusedByName(
      short version, String name, BufferAllocator allocator) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int fields = Schema.createFieldsVector(builder, new int[0]);
    int schema = Schema.createSchema(builder, Endianness.Little, fields, 0, 0);
    builder.finish(Message.createMessage(builder, version, MessageHeader.Schema, schema, 0, 0));
    RawMessage message = new RawMessage(builder.sizedByteArray(), NO_BODY);
    assertThatThrownBy(() -> start(message, allocator))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage(
            "The stream is of Arrow's metadata version %s; V4 and V5 are read. Update the server, or this client.",
            name);
  }

  @Test
  void aStreamBeginsWithASchema(BufferAllocator allocator) {
    List<RawMessage> stream = ids(allocator);
    assertThatThrownBy(() -> start(stream.get(1), allocator))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage("The stream begins with RecordBatch where a schema must be.");
  }

  @Test
  void aMessageHasAHeader(BufferAllocator allocator) {
    RawMessage nothing = new RawMessage(NO_BODY, NO_BODY);
    assertThatThrownBy(() -> start(nothing, allocator))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage("The stream holds a message without an Arrow header.");
    try (BatchDecoder decoder = start(ids(allocator).get(0), allocator)) {
      assertThat(refusal(decoder, nothing, allocator))
          .isEqualTo("The stream holds a message without an Arrow header.");
    }
  }

  @Test
  void aSecondSchemaIsRefused(BufferAllocator allocator) {
    List<RawMessage> stream = ids(allocator);
    try (BatchDecoder decoder = start(stream.get(0), allocator)) {
      decoder.decode(stream.get(1).frame(allocator));
      assertThat(refusal(decoder, stream.get(0), allocator))
          .isEqualTo("The stream holds a message of type Schema, which no stream may.");
    }
  }

  @Test
  void aMessageOfATypeNobodyKnowsIsRefused(BufferAllocator allocator) {
    List<RawMessage> stream = ids(allocator);
    for (int type : new int[] {0, MessageHeader.Tensor, 77, -1}) {
      FlatBufferBuilder builder = new FlatBufferBuilder();
      int table = Schema.createSchema(builder, Endianness.Little, 0, 0, 0);
      RawMessage message = RawMessage.of(builder, type, table, NO_BODY);
      assertThatThrownBy(() -> start(message, allocator))
          .isInstanceOf(InternalFaultException.class);
      try (BatchDecoder decoder = start(stream.get(0), allocator)) {
        assertThat(refusal(decoder, message, allocator)).isNotEmpty();
      }
    }
  }

  @Test
  void aSchemaThatIsNoFlatbufferIsRefused(BufferAllocator allocator) {
    for (int length = 1; length < 64; length++) {
      RawMessage message = new RawMessage(new byte[length], NO_BODY);
      assertThatThrownBy(() -> start(message, allocator))
          .isInstanceOf(InternalFaultException.class);
    }
  }

  @Test
  void aSchemaOfFieldsWithinOneAnotherIsRefused(BufferAllocator allocator) {
    for (int width : new int[] {1, 10}) { // a chain of 10,000, and a tree of 10^30 leaves
      FlatBufferBuilder builder = new FlatBufferBuilder();
      int name = builder.createString("f");
      Struct_.startStruct_(builder);
      int type = Struct_.endStruct_(builder);
      int field = 0;
      for (int depth = 0; depth < (width == 1 ? 10_000 : 30); depth++) {
        int[] same = new int[field == 0 ? 0 : width];
        Arrays.fill(same, field);
        int children = Field.createChildrenVector(builder, same);
        field = Field.createField(builder, name, true, Type.Struct_, type, 0, children, 0);
      }
      int fields = Schema.createFieldsVector(builder, new int[] {field});
      int schema = Schema.createSchema(builder, Endianness.Little, fields, 0, 0);
      RawMessage message = RawMessage.of(builder, MessageHeader.Schema, schema, NO_BODY);
      assertThatThrownBy(() -> start(message, allocator))
          .isInstanceOf(InternalFaultException.class)
          .hasMessage("The stream's schema has fields more than 64 deep, or within themselves.");
    }
  }

  @Test
  void aDictionaryOfAnUnknownIdIsRefused(BufferAllocator allocator) {
    List<RawMessage> stream = levels(allocator, "low", "high");
    try (BatchDecoder decoder = start(ids(allocator).get(0), allocator)) {
      assertThat(refusal(decoder, stream.get(1), allocator))
          .isEqualTo("The stream has no dictionary 1.");
    }
  }

  @Test
  void aDeltaDictionaryIsRefused(BufferAllocator allocator) {
    List<RawMessage> stream = levels(allocator, "low", "high");
    RawMessage delta = ForgedBatch.of(0).node(0, 0).asDictionary(1, true, NO_BODY);
    try (BatchDecoder decoder = start(stream.get(0), allocator)) {
      assertThat(refusal(decoder, delta, allocator))
          .startsWith("The stream changes a dictionary on its way, which is not supported.");
    }
  }

  @Test
  void aDictionaryThatReplacesAnotherAfterABatchIsRefused(BufferAllocator allocator) {
    List<RawMessage> stream = levels(allocator, "low", "high");
    try (BatchDecoder decoder = start(stream.get(0), allocator)) {
      decoder.decode(stream.get(1).frame(allocator));
      assertThat(decoder.decode(stream.get(2).frame(allocator))).isTrue();
      assertThat(refusal(decoder, levels(allocator, "x", "y").get(1), allocator))
          .isEqualTo(
              "The stream changes a dictionary on its way, which is not supported. Let the server send one dictionary for the whole stream.");
      assertThat(decoder.lookup(1).getVector().getObject(1)).hasToString("high");
    }
  }

  @Test
  void beforeTheFirstBatchTheLastDictionaryCounts(BufferAllocator allocator) {
    List<RawMessage> stream = levels(allocator, "low", "high");
    try (BatchDecoder decoder = start(stream.get(0), allocator)) {
      decoder.decode(stream.get(1).frame(allocator));
      decoder.decode(levels(allocator, "x", "y", "z").get(1).frame(allocator));
      assertThat(SampleColumn.values(decoder.lookup(1).getVector())).hasToString("[x, y, z]");
    }
  }

  @Test
  void aBatchThereIsNoMemoryForIsRefusedAsSuch(BufferAllocator allocator) {
    List<RawMessage> stream = ids(allocator);
    RawMessage large =
        ForgedBatch.of(100_000)
            .node(100_000, 0)
            .buffer(0, 0)
            .buffer(0, 800_000)
            .withBody(new byte[800_000]);
    try (BufferAllocator small = allocator.newChildAllocator("small", 0, 1_000);
        BatchDecoder decoder = BatchDecoder.start(stream.get(0).frame(small), small)) {
      assertThatThrownBy(() -> decoder.decode(large.frame(allocator)))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "There is no memory for a record batch that arrived. Ask for fewer rows a batch.");
    }
  }

  @Test
  void aDecoderReadsOnAfterAMessageItRefused(BufferAllocator allocator) {
    List<RawMessage> stream = ids(allocator);
    try (BatchDecoder decoder = start(stream.get(0), allocator)) {
      refusal(decoder, new RawMessage(new byte[40], NO_BODY), allocator);
      assertThat(decoder.decode(stream.get(1).frame(allocator))).isTrue();
      assertThat(SampleColumn.values(decoder.batch().getVector(0))).containsExactly(0L, 1L, 2L);
    }
  }

  @Test
  void closingTwiceReleasesOnce(BufferAllocator allocator) {
    List<RawMessage> stream = levels(allocator, "low", "high");
    BatchDecoder decoder = start(stream.get(0), allocator);
    decoder.decode(stream.get(1).frame(allocator));
    decoder.decode(stream.get(2).frame(allocator));
    decoder.close();
    assertThat(allocator.getAllocatedMemory()).isZero();
    decoder.close();
  }
}
