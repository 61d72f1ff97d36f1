package io.fastflight.wire;

import io.fastflight.params.ParamsCodec;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
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

/**
 * Makes what the fuzzers begin with: streams of our own encoder over every type of Arrow's format,
 * with a dictionary, and compressed in both ways, and the forged ones of {@link ForgedStreams}.
 */
final class FuzzSeeds {
  private static final int ROWS = 5;

  private FuzzSeeds() {}

  /** Inputs for {@link FuzzStream}. */
  static List<byte[]> streams() {
    List<byte[]> inputs = new ArrayList<>();
    for (List<RawMessage> stream : rawStreams()) {
      inputs.add(streamInput(stream));
    }
    return inputs;
  }

  /** Returns one input for {@link FuzzStream}. */
  static byte[] streamInput(List<RawMessage> stream) {
    return FuzzStream.joined(encoded(stream));
  }

  /** Inputs for {@link FuzzFrame}. */
  static List<byte[]> frames() {
    List<byte[]> inputs = new ArrayList<>();
    for (List<RawMessage> stream : rawStreams()) {
      for (byte[] message : encoded(stream)) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(inputs.size());
        input.writeBytes(message);
        inputs.add(input.toByteArray());
      }
    }
    return inputs;
  }

  /** Inputs for {@link FuzzTicket}. */
  static List<byte[]> tickets() {
    FuzzTicket.All all =
        new FuzzTicket.All(
            1,
            OptionalLong.of(2),
            Optional.of(0.5),
            Optional.of(true),
            Optional.of(BigInteger.TEN),
            Optional.of(new BigDecimal("1.25")),
            Optional.of(FuzzTicket.Level.HIGH),
            Optional.of(LocalDate.EPOCH),
            Optional.of(OffsetDateTime.parse("2026-01-01T10:00:00+05:30")),
            Optional.of(Instant.EPOCH),
            Optional.of(Duration.ofMinutes(5)),
            List.of(new FuzzTicket.Point(3, "here", Optional.of("note"))),
            Map.of("a", 1));
    List<byte[]> inputs = new ArrayList<>();
    inputs.add(ParamsCodec.encode(all));
    inputs.add(ParamsCodec.encode(all, "0/2"));
    for (String text :
        List.of(
            "{\"type\": \"fuzz.lal\"}",
            "{\"param_type\": \"fuzz.all\", \"int32\": 1e999999999, \"points\": [1], \"counts\": []}",
            "{\"param_type\": \"fuzz.all\", \"decimal\": 1e2147483647, \"big\": 1e99999}",
            "{\"param_type\": \"fuzz.all\", \"decimal\": \"1e2147483647\", \"int64\": 1e-99999}",
            "[".repeat(60_000),
            "{\"" + "x".repeat(60_000) + "\": 1}")) {
      inputs.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return inputs;
  }

  /** Writes each input into a file of its own. */
  static void write(List<byte[]> inputs, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(folder.resolve("seed-" + i), inputs.get(i));
    }
  }

  private static List<List<RawMessage>> rawStreams() {
    List<List<RawMessage>> streams = new ArrayList<>();
    for (SampleColumn column : WireRoundTripTest.columns().toList()) {
      streams.add(stream(column, Optional.empty()));
      for (CodecType type : List.of(CodecType.LZ4_FRAME, CodecType.ZSTD)) {
        streams.add(stream(column, Optional.of(type)));
      }
    }
    streams.add(words());
    streams.addAll(ForgedStreams.all());
    return streams;
  }

  private static List<RawMessage> stream(SampleColumn column, Optional<CodecType> type) {
    try (BufferAllocator allocator = new RootAllocator()) {
      VectorSchemaRoot batch = WireRoundTripTest.batch(List.of(column), ROWS, allocator);
      List<RawMessage> compressed = new ArrayList<>();
      if (type.isPresent()) {
        var codec = CommonsCompressionFactory.INSTANCE.createCodec(type.get());
        compressed.add(
            RawMessage.of(new VectorUnloader(batch, true, codec, true).getRecordBatch()));
      }
      List<RawMessage> plain = RawMessage.stream(PreparedBatches.of(batch));
      return compressed.isEmpty() ? plain : List.of(plain.get(0), compressed.get(0));
    }
  }

  /** A column that is an index into a dictionary. */
  static List<RawMessage> words() {
    try (BufferAllocator allocator = new RootAllocator()) {
      VarCharVector words = new VarCharVector("words", allocator);
      words.setSafe(0, new byte[] {'x'});
      words.setSafe(1, new byte[] {'y', 'z'});
      words.setValueCount(2);
      ArrowType.Int index = new ArrowType.Int(64, true);
      DictionaryEncoding encoding = new DictionaryEncoding(1, false, index);
      SampleColumn column =
          new SampleColumn(
              new Field("word", new FieldType(true, index, encoding), List.of()),
              PlainColumns.integers().get(3).filler());
      return RawMessage.stream(
          PreparedBatches.of(
              List.of(WireRoundTripTest.batch(List.of(column), ROWS, allocator)),
              new MapDictionaryProvider(new Dictionary(words, encoding))));
    }
  }

  private static List<byte[]> encoded(List<RawMessage> stream) {
    try (BufferAllocator allocator = new RootAllocator()) {
      List<byte[]> messages = new ArrayList<>();
      for (RawMessage message : stream) {
        messages.add(WireBytes.message(message.frame(allocator), allocator));
      }
      return messages;
    }
  }
}
