package io.fastflight.wire;

import com.github.luben.zstd.Zstd;
import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.Null;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Streams of at most 64 KiB that would cost whoever believes them a thousand times as much. */
final class ForgedStreams {
  private static final byte[] NO_BODY = {};

  /** Magic number, flags, block size and their checksum. */
  private static final byte[] LZ4_START = {0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, (byte) 0x82};

  private ForgedStreams() {}

  /** A schema of many fields, all of one name, which is stored once. */
  static RawMessage oneLongNameForAllFields() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int name = builder.createString("n".repeat(30_000));
    int[] fields = new int[1_000];
    Null.startNull(builder);
    int type = Null.endNull(builder);
    Arrays.setAll(fields, i -> Field.createField(builder, name, true, Type.Null, type, 0, 0, 0));
    return schema(builder, fields, 0);
  }

  /** A schema of one field that is listed many times, with metadata listed many times. */
  static RawMessage oneMetadataManyTimes() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int text = builder.createString("m".repeat(20_000));
    int[] pairs = new int[5_000];
    Arrays.fill(pairs, KeyValue.createKeyValue(builder, text, text));
    return schema(builder, new int[0], Schema.createCustomMetadataVector(builder, pairs));
  }

  /** The same within a field. */
  static RawMessage oneFieldsMetadataManyTimes() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int text = builder.createString("m".repeat(20_000));
    int[] pairs = new int[5_000];
    Arrays.fill(pairs, KeyValue.createKeyValue(builder, text, text));
    int metadata = Field.createCustomMetadataVector(builder, pairs);
    Null.startNull(builder);
    int type = Null.endNull(builder);
    int field = Field.createField(builder, text, true, Type.Null, type, 0, 0, metadata);
    return schema(builder, new int[] {field}, 0);
  }

  private static RawMessage schema(FlatBufferBuilder builder, int[] fields, int metadata) {
    int vector = Schema.createFieldsVector(builder, fields);
    int schema = Schema.createSchema(builder, Endianness.Little, vector, metadata, 0);
    return RawMessage.of(builder, MessageHeader.Schema, schema, NO_BODY);
  }

  /** The schema of one column of 64-bit integers, {@code id}. */
  static RawMessage idSchema() {
    try (BufferAllocator allocator = new RootAllocator()) {
      BigIntVector id = new BigIntVector("id", allocator);
      return RawMessage.stream(PreparedBatches.of(VectorSchemaRoot.of(id))).get(0);
    }
  }

  /** A batch of {@code rows} zeros for {@link #idSchema}. */
  static RawMessage zeros(int rows, CodecType type) {
    return batch(rows, type, compressedZeros(rows * Long.BYTES, type));
  }

  /** Returns zeros as a compressed buffer, behind their length. */
  private static byte[] compressedZeros(int length, CodecType type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ints(length, 0));
    bytes.writeBytes(type == CodecType.ZSTD ? Zstd.compress(new byte[length]) : lz4OfZeros(length));
    return bytes.toByteArray();
  }

  /** As small as the format can have it: one zero, which is repeated, and the last five. */
  private static byte[] lz4OfZeros(int length) {
    int more = length - 25; // beyond the zero, the five, and the 19 that a match's token says
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {0x1F, 0, 1, 0});
    for (; more >= 255; more -= 255) {
      block.write(255);
    }
    block.write(more);
    block.writeBytes(new byte[] {0x50, 0, 0, 0, 0, 0});
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(LZ4_START);
    frame.writeBytes(ints(block.size()));
    frame.writeBytes(block.toByteArray());
    frame.writeBytes(ints(0));
    return frame.toByteArray();
  }

  /** A batch of one buffer that claims 8 bytes and is LZ4 of {@code megabytes} MiB of zeros. */
  static RawMessage lz4OfMoreThanItClaims(int megabytes) {
    byte[] values = compressedZeros(megabytes << 20, CodecType.LZ4_FRAME);
    ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.BYTES);
    return batch(1, CodecType.LZ4_FRAME, values);
  }

  /** A batch of LZ4 blocks of one byte each. */
  static RawMessage lz4OfTinyBlocks() {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(ints(10_000, 0)); // what it claims
    frame.writeBytes(LZ4_START);
    for (int i = 0; i < 10_000; i++) {
      frame.writeBytes(new byte[] {2, 0, 0, 0, 0x10, 7}); // two bytes: one literal, 7
    }
    frame.writeBytes(ints(0));
    return batch(10_000 / 8, CodecType.LZ4_FRAME, frame.toByteArray());
  }

  /** A batch whose columns' buffers are all the same piece of the body. */
  static RawMessage oneBufferManyTimes(int buffers, CodecType type) {
    byte[] zeros = compressedZeros(1 << 19, type);
    ForgedBatch batch = ForgedBatch.of(1 << 16).compressed(codec(type), 0);
    for (int i = 0; i < buffers; i++) {
      batch.node(1 << 16, 0).buffer(0, 0).buffer(0, zeros.length);
    }
    return batch.withBody(zeros);
  }

  /** The schema for {@link #oneBufferManyTimes}. */
  static RawMessage manyIds(int columns) {
    try (BufferAllocator allocator = new RootAllocator()) {
      BigIntVector[] ids = new BigIntVector[columns];
      Arrays.setAll(ids, i -> new BigIntVector("id" + i, allocator));
      return RawMessage.stream(PreparedBatches.of(VectorSchemaRoot.of(ids))).get(0);
    }
  }

  /** The schema of one column of large lists. */
  static RawMessage largeListSchema() {
    try (BufferAllocator allocator = new RootAllocator()) {
      LargeListVector lists = LargeListVector.empty("lists", allocator);
      lists.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true)));
      return RawMessage.stream(PreparedBatches.of(VectorSchemaRoot.of(lists))).get(0);
    }
  }

  /** One large list whose end is negative, and many values to who looks at its lower half only. */
  static RawMessage listsOfNegativeEnd() {
    return ForgedBatch.of(1)
        .node(1, 0)
        .node(0, 0)
        .buffer(0, 0)
        .buffer(0, 16)
        .buffer(0, 0)
        .buffer(0, 0)
        .withBody(ints(0, 0, 16_384_004, Integer.MIN_VALUE));
  }

  private static byte codec(CodecType type) {
    return type == CodecType.ZSTD ? CompressionType.ZSTD : CompressionType.LZ4_FRAME;
  }

  private static RawMessage batch(int rows, CodecType type, byte[] values) {
    return ForgedBatch.of(rows)
        .node(rows, 0)
        .buffer(0, 0)
        .buffer(0, values.length)
        .compressed(codec(type), 0)
        .withBody(values);
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    for (int value : values) {
      bytes.putInt(Integer.reverseBytes(value));
    }
    return bytes.array();
  }

  /** All of them, each a schema and what follows. */
  static List<List<RawMessage>> all() {
    return List.of(
        List.of(oneLongNameForAllFields()),
        List.of(oneMetadataManyTimes()),
        List.of(oneFieldsMetadataManyTimes()),
        List.of(idSchema(), zeros(1 << 21, CodecType.ZSTD)),
        List.of(idSchema(), zeros(1_900_000, CodecType.LZ4_FRAME)),
        List.of(idSchema(), lz4OfMoreThanItClaims(14)),
        List.of(idSchema(), lz4OfTinyBlocks()),
        List.of(manyIds(500), oneBufferManyTimes(500, CodecType.LZ4_FRAME)),
        List.of(manyIds(500), oneBufferManyTimes(500, CodecType.ZSTD)),
        List.of(largeListSchema(), listsOfNegativeEnd()),
        List.of(idSchema(), ForgedBatch.of(1L << 31).node(1L << 31, 0).withBody(new byte[16])),
        List.of(
            idSchema(),
            ForgedBatch.of(1 << 30)
                .node(1 << 30, 0)
                .buffer(0, 0)
                .buffer(0, 16)
                .withBody(new byte[16])));
  }
}
