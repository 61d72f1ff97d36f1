package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.FastFlightException;
import io.fastflight.testkit.TestSeed;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;

/** Messages damaged at random decode or are refused, at once and without a byte left behind. */
class BatchDecoderFuzzTest {
  private static final int CASES = 20_000;
  private static final int SCHEMA_CASES = 5_000;
  private static final int ROWS = 5;

  /** An honest batch has 2 KiB here. */
  private static final long MOST_BYTES = 16L << 20;

  private static final Set<String> COLUMNS =
      Set.of("utf8", "utf8_view", "list", "list_view", "struct", "dense_union", "run_end_encoded");

  /** Numbers that headers go wrong with. */
  private static final int[] EVIL = {
    -1, 0, 1, 7, 8, ROWS + 1, 1 << 16, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  /** Schema, dictionary, batch, the same batch compressed in two ways. */
  private static List<RawMessage> stream(BufferAllocator allocator) {
    List<SampleColumn> columns =
        WireRoundTripTest.columns().filter(column -> COLUMNS.contains(column.name())).toList();
    assertThat(columns).hasSameSizeAs(COLUMNS);
    DictionaryEncoding encoding = new DictionaryEncoding(1, false, new ArrowType.Int(64, true));
    SampleColumn index =
        new SampleColumn(
            new Field("level", new FieldType(true, encoding.getIndexType(), encoding), List.of()),
            PlainColumns.integers().get(3).filler());
    List<SampleColumn> all = new ArrayList<>(columns);
    all.add(index);
    VarCharVector words = new VarCharVector("words", allocator);
    words.setSafe(0, new byte[] {'x'});
    words.setValueCount(1);
    VectorSchemaRoot batch = WireRoundTripTest.batch(all, ROWS, allocator);
    List<RawMessage> messages = new ArrayList<>();
    for (CodecType type : List.of(CodecType.LZ4_FRAME, CodecType.ZSTD)) {
      var codec = CommonsCompressionFactory.INSTANCE.createCodec(type);
      messages.add(RawMessage.of(new VectorUnloader(batch, true, codec, true).getRecordBatch()));
    }
    messages.addAll(
        0,
        RawMessage.stream(
            PreparedBatches.of(
                List.of(batch), new MapDictionaryProvider(new Dictionary(words, encoding)))));
    return messages;
  }

  @Test
  void aDamagedMessageIsDecodedOrRefused(BufferAllocator allocator) throws Exception {
    Random random = TestSeed.random(BatchDecoderFuzzTest.class);
    List<RawMessage> stream = stream(allocator);
    assertThat(stream).hasSize(5);
    ShallowStack.run(
        () -> {
          int decoded = 0;
          for (int i = 0; i < CASES; i++) {
            RawMessage damaged = damaged(stream.get(1 + i % 4), random);
            decoded += decodes(stream.get(0), damaged, allocator) ? 1 : 0;
            requireNothingLeft(allocator);
          }
          assertThat(decoded).isBetween(CASES / 100, CASES);
        });
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(MOST_BYTES);
  }

  @Test
  void aDamagedSchemaIsReadOrRefused(BufferAllocator allocator) throws Exception {
    Random random = TestSeed.random(BatchDecoderFuzzTest.class);
    List<RawMessage> stream = stream(allocator);
    ShallowStack.run(
        () -> {
          int read = 0;
          for (int i = 0; i < SCHEMA_CASES; i++) {
            read += decodes(damaged(stream.get(0), random), stream.get(2), allocator) ? 1 : 0;
            requireNothingLeft(allocator);
          }
          assertThat(read).isBetween(SCHEMA_CASES / 100, SCHEMA_CASES);
        });
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(MOST_BYTES);
  }

  private static boolean decodes(RawMessage schema, RawMessage message, BufferAllocator allocator) {
    try (BatchDecoder decoder = BatchDecoder.start(schema.frame(allocator), allocator)) {
      decoder.decode(message.frame(allocator));
      VectorSchemaRoot batch = decoder.batch();
      for (FieldVector vector : batch.getFieldVectors()) {
        if (vector.getValueCount() != batch.getRowCount()) {
          throw new AssertionError(vector.getField() + " is not as long as its batch.");
        }
      }
      return true;
    } catch (FastFlightException refused) {
      return false;
    }
  }

  private static void requireNothingLeft(BufferAllocator allocator) {
    if (allocator.getAllocatedMemory() != 0) {
      throw new AssertionError(allocator.getAllocatedMemory() + " bytes were left.");
    }
  }

  private static RawMessage damaged(RawMessage message, Random random) {
    byte[] header = message.header();
    byte[] body = message.body();
    for (int i = random.nextInt(3); i >= 0; i--) {
      damage(random.nextInt(8) == 0 && body.length > 4 ? body : header, random);
    }
    return new RawMessage(header, body);
  }

  private static void damage(byte[] bytes, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      default -> {
        int at = random.nextInt(bytes.length / Integer.BYTES) * Integer.BYTES;
        ByteBuffer.wrap(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(at, EVIL[random.nextInt(EVIL.length)]);
      }
    }
  }
}
