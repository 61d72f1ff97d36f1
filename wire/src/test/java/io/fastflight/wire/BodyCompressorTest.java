package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.service.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which bodies are compressed, which are not, and what that costs. */
class BodyCompressorTest {
  private static BodyCompressor compressor(Compression compression) {
    return BodyCompressor.of(compression).orElseThrow();
  }

  private static ArrowBuf zeros(int size, BufferAllocator allocator) {
    return allocator.buffer(size).setZero(0, size).writerIndex(size);
  }

  private static ArrowBuf noise(int size, BufferAllocator allocator) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    ArrowBuf buffer = allocator.buffer(size);
    buffer.setBytes(0, bytes);
    return buffer.writerIndex(size);
  }

  /** Returns whether it was compressed. */
  private static boolean compresses(
      BodyCompressor compressor, BufferAllocator allocator, ArrowBuf... buffers) {
    Optional<CompressedBody> body =
        compressor.compress(List.of(buffers).stream().map(List::of).toList(), allocator);
    body.ifPresent(CompressedBody::close);
    return body.isPresent();
  }

  @Test
  void nothingIsCompressedUnlessAskedFor() {
    assertThat(BodyCompressor.of(Compression.NONE)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aBodyUnderAKibibyteGoesAsItIs(Compression compression, BufferAllocator allocator) {
    try (ArrowBuf small = zeros(1_016, allocator);
        ArrowBuf enough = zeros(1_024, allocator)) {
      BodyCompressor compressor = compressor(compression);
      assertThat(compresses(compressor, allocator, small)).isFalse();
      assertThat(compresses(compressor, allocator, enough)).isTrue();
    }
  }

  /** 100,000 bytes, of which so many are noise that it shrinks by a little more or less. */
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aBodyMustShrinkByATenth(Compression compression, BufferAllocator allocator) {
    try (ArrowBuf much = noise(91_000, allocator);
        ArrowBuf little = zeros(9_000, allocator);
        ArrowBuf less = noise(88_000, allocator);
        ArrowBuf more = zeros(12_000, allocator)) {
      assertThat(compresses(compressor(compression), allocator, much, little)).isFalse();
      assertThat(compresses(compressor(compression), allocator, little, much)).isFalse();
      assertThat(compresses(compressor(compression), allocator, less, more)).isTrue();
      assertThat(compresses(compressor(compression), allocator, more, less)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void theBodyIsInTheFormatOfArrow(Compression compression, BufferAllocator allocator) {
    try (ArrowBuf noise = noise(3_001, allocator);
        ArrowBuf zeros = zeros(100_000, allocator);
        CompressedBody body =
            compressor(compression)
                .compress(
                    List.of(
                        List.of(noise), List.of(), List.of(zeros), List.of(ColumnBuffers.NOTHING)),
                    allocator)
                .orElseThrow()) {
      List<ArrowBuf> buffers = body.buffers();
      assertThat(buffers).hasSize(4);
      assertThat(buffers.get(0).readableBytes()).isEqualTo(3_009);
      assertThat(buffers.get(0).getLong(0)).isEqualTo(-1);
      assertThat(RawMessage.joined(List.of(buffers.get(0).slice(8, 3_001))))
          .isEqualTo(RawMessage.joined(List.of(noise)));
      assertThat(buffers.get(1).readableBytes()).isZero();
      assertThat(buffers.get(2).getLong(0)).isEqualTo(100_000);
      assertThat(buffers.get(2).readableBytes()).isLessThan(1_000);
      assertThat(buffers.get(3).readableBytes()).isZero();
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void partsAreWrittenAsOneBuffer(Compression compression, BufferAllocator allocator) {
    try (ArrowBuf whole = noise(1_000, allocator);
        ArrowBuf zeros = zeros(5_000, allocator);
        ArrowBuf joined = allocator.buffer(6_500)) {
      ArrowBuf half = whole.slice(200, 500);
      joined.setZero(0, 6_500);
      joined.setBytes(0, half, 0, 500);
      joined.setBytes(5_500, whole, 0, 1_000);
      joined.writerIndex(6_500);
      byte[] inParts = body(compression, List.of(half, zeros, whole), allocator);
      assertThat(inParts).isEqualTo(body(compression, List.of(joined), allocator));
    }
  }

  private static byte[] body(
      Compression compression, List<ArrowBuf> parts, BufferAllocator allocator) {
    try (CompressedBody body =
        compressor(compression).compress(List.of(parts), allocator).orElseThrow()) {
      return RawMessage.joined(body.buffers());
    }
  }

  /** Every attempt takes memory, and nothing else does. */
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void whatNeverShrinksIsTriedEverMoreRarely(Compression compression) {
    List<Integer> tried = new ArrayList<>();
    int[] body = {-1};
    AllocationListener counter =
        new AllocationListener() {
          @Override
          public void onAllocation(long size) {
            if (body[0] >= 0) {
              tried.add(body[0]);
            }
          }
        };
    try (BufferAllocator allocator = new RootAllocator(counter, Long.MAX_VALUE);
        ArrowBuf noise = noise(10_000, allocator)) {
      BodyCompressor compressor = compressor(compression);
      for (body[0] = 0; body[0] < 400; body[0]++) {
        assertThat(compresses(compressor, allocator, noise)).isFalse();
      }
    }
    assertThat(tried).containsExactly(0, 2, 5, 10, 19, 36, 69, 134, 199, 264, 329, 394);
  }

  @Test
  void aStreamThatTurnsCompressibleIsFoundOutAndThenAlwaysTried(BufferAllocator allocator) {
    try (ArrowBuf noise = noise(10_000, allocator);
        ArrowBuf zeros = zeros(10_000, allocator)) {
      BodyCompressor compressor = compressor(Compression.LZ4);
      for (int i = 0; i < 11; i++) { // the 11th is tried, the next eight are not
        compresses(compressor, allocator, noise);
      }
      for (int i = 0; i < 8; i++) {
        assertThat(compresses(compressor, allocator, zeros)).isFalse();
      }
      for (int i = 0; i < 100; i++) {
        assertThat(compresses(compressor, allocator, zeros)).isTrue();
      }
      assertThat(compresses(compressor, allocator, noise)).isFalse();
      assertThat(compresses(compressor, allocator, zeros)).isFalse();
      assertThat(compresses(compressor, allocator, zeros)).isTrue();
    }
  }

  /** From none to more than enough: a body goes as it is, and what was taken comes back. */
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void withoutMemoryABodyGoesAsItIs(Compression compression, BufferAllocator memory) {
    try (ArrowBuf noise = noise(20_000, memory);
        ArrowBuf zeros = zeros(40_000, memory)) {
      List<List<ArrowBuf>> buffers = List.of(List.of(noise), List.of(zeros, zeros));
      List<Boolean> compressed = new ArrayList<>();
      for (int limit = 0; limit <= 512 << 10; limit += 32 << 10) {
        try (BufferAllocator little = new RootAllocator(limit)) {
          Optional<CompressedBody> body = compressor(compression).compress(buffers, little);
          compressed.add(body.isPresent());
          body.ifPresent(CompressedBody::close);
          assertThat(little.getAllocatedMemory()).isZero();
        }
      }
      assertThat(compressed).startsWith(false, false, false).endsWith(true).isSorted();
    }
  }
}
