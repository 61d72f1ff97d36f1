package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.IncompleteStreamException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableFromIpcTest {
  private static final int END_MARKER_BYTES = 8;

  private final RootAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  @Test
  void wholeStreamIsATable() {
    try (Table table = read(Batches.ipc(allocator, 3))) {
      assertThat(table.schema()).isEqualTo(Batches.SCHEMA);
      assertThat(table.rowCount()).isEqualTo(12);
      assertThat(table.value("id", 11)).isEqualTo(11L);
    }
  }

  @Test
  void streamWithoutBatchesIsAnEmptyTable() {
    try (Table table = read(Batches.ipc(allocator, 0))) {
      assertThat(table.rowCount()).isZero();
      assertThat(table.schema()).isEqualTo(Batches.SCHEMA);
    }
  }

  @Test
  void streamCutAtAnyByteIsAFailureAndNeverAShorterTable() {
    assertEveryCutFails(Batches.ipc(allocator, 3));
  }

  @Test
  void streamWithADictionaryCutAtAnyByteIsAFailure() {
    assertEveryCutFails(dictionaryStream());
  }

  @Test
  void lastValueThatLooksLikeTheMarkerDoesNotHideACut() {
    Schema schema = new Schema(List.of(Field.notNullable("id", new ArrowType.Int(64, true))));
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      byte[] ipc =
          Batches.write(
              root,
              new MapDictionaryProvider(),
              1,
              index -> {
                BigIntVector ids = (BigIntVector) root.getVector(0);
                for (int i = 0; i < 8; i++) { // 64 bytes: the body ends with the last of them
                  ids.setSafe(i, 0xFFFF_FFFFL);
                }
                root.setRowCount(8);
              });
      byte[] cut = Arrays.copyOf(ipc, ipc.length - END_MARKER_BYTES);
      assertThat(Arrays.copyOfRange(cut, cut.length - 8, cut.length))
          .containsExactly(0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(IncompleteStreamException.class)
          .hasMessage(
              "The Arrow IPC stream has no end-of-stream marker, so it was cut."
                  + " Read it again from its source.");
    }
  }

  @Test
  void bytesThatAreNoStreamAreAFailure() {
    byte[] html = "<html><body>502 Bad Gateway</body></html>".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> read(html))
        .isInstanceOf(IncompleteStreamException.class)
        .hasMessage("The bytes are no complete Arrow IPC stream. Read it again from its source.");
  }

  /**
   * The allocator has a limit, because a flipped row count asks for any amount; and it is left to
   * itself: Arrow keeps the body of a message whose metadata it cannot read
   * (https://github.com/apache/arrow-java/issues/353).
   */
  @Test
  void everyFlippedBitIsATableOrAFailureForTheCaller() {
    byte[] ipc = Batches.ipc(allocator, 1);
    RootAllocator leaking = new RootAllocator(16 << 20);
    for (int i = 0; i < 8 * ipc.length; i++) {
      byte[] flipped = ipc.clone();
      flipped[i / 8] ^= (byte) (1 << i % 8);
      try (Table table = Table.fromIpc(new ByteArrayInputStream(flipped), leaking)) {
        assertThat(table.rowCount()).isNotNegative();
      } catch (IncompleteStreamException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.INCOMPLETE);
      }
    }
  }

  @Test
  void bigEndianStreamIsRefusedAndNotMisread() {
    byte[] ipc = Batches.ipc(allocator, 1);
    // In the flat buffer of the schema, little-endian is the absence of a field; so a schema is
    // written here that has it.
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, new int[0]);
    int schema =
        org.apache.arrow.flatbuf.Schema.createSchema(builder, Endianness.Big, fields, 0, 0);
    builder.finish(
        Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, schema, 0, 0));
    byte[] metadata = builder.sizedByteArray();
    byte[] stream =
        ByteBuffer.allocate(8 + metadata.length + ipc.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(-1)
            .putInt(metadata.length)
            .put(metadata)
            .put(ipc)
            .array();
    assertThatThrownBy(() -> read(stream))
        .isInstanceOf(IncompleteStreamException.class)
        .hasMessage(
            "The Arrow IPC stream is big-endian, which is not read. Write it little-endian.");
  }

  @Test
  void dictionaryStreamIsDecoded() {
    try (Table table = read(dictionaryStream())) {
      assertThat(table.rowCount()).isEqualTo(6);
      assertThat(table.value("level", 0)).hasToString("high");
      assertThat(table.value("level", 1)).isNull();
      assertThat(table.value("level", 5)).hasToString("low");
    }
  }

  @Test
  void streamThatArrivesByteByByteIsTheSame() {
    InputStream trickle =
        new FilterInputStream(new ByteArrayInputStream(Batches.ipc(allocator, 2))) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return super.read(bytes, offset, Math.min(1, length));
          }

          @Override
          public int available() {
            return 0;
          }
        };
    try (Table table = Table.fromIpc(trickle, allocator)) {
      assertThat(table.rowCount()).isEqualTo(8);
    }
  }

  @Test
  void whatFollowsTheMarkerIsLeftUnread() throws IOException {
    byte[] ipc = Batches.ipc(allocator, 1);
    byte[] more = Arrays.copyOf(ipc, ipc.length + 3);
    ByteArrayInputStream bytes = new ByteArrayInputStream(more);
    try (Table table = Table.fromIpc(bytes, allocator)) {
      assertThat(table.rowCount()).isEqualTo(4);
      assertThat(bytes.available()).isEqualTo(3);
    }
  }

  @Test
  void failureOfTheInputIsTheCause() {
    InputStream broken =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("connection reset");
          }
        };
    assertThatThrownBy(() -> Table.fromIpc(broken, allocator))
        .isInstanceOf(IncompleteStreamException.class)
        .hasRootCauseMessage("connection reset");
  }

  private void assertEveryCutFails(byte[] ipc) {
    for (int length = 0; length < ipc.length; length++) {
      byte[] cut = Arrays.copyOf(ipc, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut to %s of %s bytes", length, ipc.length)
          .isInstanceOf(IncompleteStreamException.class);
      assertThat(allocator.getAllocatedMemory()).as("left after cut to %s", length).isZero();
    }
  }

  private byte[] dictionaryStream() {
    Dictionary levels =
        Batches.dictionary(allocator, new ArrowType.Int(8, true), "low", "mid", "high");
    try (VectorSchemaRoot root = Batches.encoded(allocator, levels, 2, null, 0)) {
      return Batches.write(root, new MapDictionaryProvider(levels), 2, index -> {});
    } finally {
      levels.getVector().close();
    }
  }

  private Table read(byte[] ipc) {
    return Table.fromIpc(new ByteArrayInputStream(ipc), allocator);
  }
}
