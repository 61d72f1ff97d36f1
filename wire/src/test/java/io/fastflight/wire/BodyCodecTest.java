package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.testkit.TestSeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one buffer becomes and is again, and what frames of other writers look like. */
class BodyCodecTest {
  private static final int BLOCK = 64 * 1024;
  private static final int UNCOMPRESSED = Integer.MIN_VALUE;

  static Stream<Arguments> codecsAndSizes() {
    return Stream.of(CodecType.LZ4_FRAME, CodecType.ZSTD)
        .flatMap(
            codec ->
                Stream.of(100, BLOCK, BLOCK + 1, 300_000, 4 << 20, (4 << 20) + 1, 9_000_000)
                    .map(size -> Arguments.of(codec, size)));
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN).put(0, bytes);
  }

  private static byte[] bytes(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    return bytes;
  }

  /** Numbers that repeat, with some noise: what columns look like. */
  private static byte[] rows(int size) {
    Random random = new Random(7);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i % 8 == 0 ? random.nextInt(16) : i >> 16);
    }
    return bytes;
  }

  private static byte[] compressed(CodecType type, byte[] plain) {
    ByteBuffer into = ByteBuffer.allocateDirect(plain.length);
    try (BodyCodec codec = BodyCodec.of(type)) {
      int length = codec.compress(direct(plain), into);
      assertThat(length).isPositive();
      return bytes(into, length);
    }
  }

  private static byte[] decompressed(CodecType type, byte[] frame, int size) throws IOException {
    ByteBuffer into = ByteBuffer.allocateDirect(size);
    try (BodyCodec codec = BodyCodec.of(type)) {
      ByteBuffer from = direct(frame);
      if (!codec.mayHold(from, size)) {
        throw new IOException("It cannot hold that much.");
      }
      codec.decompress(from, into);
      return bytes(into, size);
    }
  }

  @ParameterizedTest
  @MethodSource("codecsAndSizes")
  void everySizeComesBack(CodecType codec, int size) throws IOException {
    byte[] plain = rows(size);
    assertThat(decompressed(codec, compressed(codec, plain), size)).isEqualTo(plain);
  }

  @ParameterizedTest
  @EnumSource(names = {"LZ4_FRAME", "ZSTD"})
  void whatDoesNotShrinkDoesNotFit(CodecType type) {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    try (BodyCodec codec = BodyCodec.of(type)) {
      for (int room : new int[] {1, 11, 12, 299_999}) {
        assertThat(codec.compress(direct(noise), ByteBuffer.allocateDirect(room)))
            .isEqualTo(BodyCodec.TOO_LONG);
      }
    }
  }

  @Test
  void anLz4BlockThatDoesNotShrinkIsKeptAmongThoseThatDo() throws IOException {
    byte[] plain = new byte[12 << 20];
    byte[] noise = new byte[4 << 20];
    new Random(2).nextBytes(noise);
    System.arraycopy(noise, 0, plain, 4 << 20, noise.length);
    byte[] frame = compressed(CodecType.LZ4_FRAME, plain);
    assertThat(frame.length).isBetween(4 << 20, (4 << 20) + 100_000);
    assertThat(decompressed(CodecType.LZ4_FRAME, frame, plain.length)).isEqualTo(plain);
  }

  @ParameterizedTest
  @EnumSource(names = {"LZ4_FRAME", "ZSTD"})
  void aFrameCutAnywhereIsRefused(CodecType codec) {
    byte[] frame = compressed(codec, rows(2_000));
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> decompressed(codec, cut, 2_000)).isInstanceOf(Exception.class);
    }
  }

  /** LZ4 has its literals and zeros: 255 for one is as much as can be. */
  @Test
  void anLz4BufferCannotHoldOver255TimesItsLength() throws IOException {
    byte[] frame = compressed(CodecType.LZ4_FRAME, new byte[4 << 20]);
    assertThat((4 << 20) / frame.length).isBetween(250, 255);
    try (BodyCodec codec = BodyCodec.of(CodecType.LZ4_FRAME)) {
      assertThat(codec.mayHold(direct(frame), 255L * frame.length)).isTrue();
      assertThat(codec.mayHold(direct(frame), 255L * frame.length + 1)).isFalse();
    }
  }

  @Test
  void aZstdBufferHoldsWhatItSays() throws IOException {
    int size = 20 << 20;
    byte[] frame = compressed(CodecType.ZSTD, new byte[size]);
    assertThat(frame.length).isLessThan(10_000);
    byte[] untold = withoutContentSize(frame);
    try (BodyCodec codec = BodyCodec.of(CodecType.ZSTD)) {
      assertThat(codec.mayHold(direct(frame), size)).isTrue();
      assertThat(codec.mayHold(direct(frame), size + 1)).isFalse();
      assertThat(codec.mayHold(direct(untold), size)).isTrue(); // and read no further than that
      assertThatThrownBy(() -> decompressed(CodecType.ZSTD, untold, size + 1))
          .isInstanceOf(Exception.class);
      assertThatThrownBy(() -> decompressed(CodecType.ZSTD, untold, size - 1))
          .isInstanceOf(Exception.class);
    }
  }

  /** Takes the four bytes of content size out of a header that has them after its window. */
  private static byte[] withoutContentSize(byte[] frame) {
    assertThat(frame[4]).isEqualTo((byte) 0x80);
    ByteBuffer without = ByteBuffer.allocate(frame.length - 4);
    without.put(frame, 0, 4).put((byte) 0).put(frame[5]).put(frame, 10, frame.length - 10);
    return without.array();
  }

  /** Writes frames as others do; lz4's own library writes such for all over 64 KiB. */
  private static final class ForeignFrame {
    private final ByteBuffer frame =
        ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final int flags;

    ForeignFrame(int flags, long contentSize) {
      this.flags = flags;
      frame.putInt(Lz4Codec.MAGIC).put((byte) flags).put((byte) (4 << 4));
      if ((flags & 8) != 0) {
        frame.putLong(contentSize);
      }
      frame.put(Lz4Codec.headerCheck(frame, 4, frame.position() - 4));
    }

    ForeignFrame block(int kind, byte... content) {
      frame.putInt(content.length | kind).put(content);
      if ((flags & 16) != 0) {
        frame.putInt(Lz4Codec.HASH.hash(content, 0, content.length, 0));
      }
      return this;
    }

    byte[] end(byte[] content) {
      frame.putInt(0);
      if ((flags & 4) != 0) {
        frame.putInt(Lz4Codec.HASH.hash(content, 0, content.length, 0));
      }
      return bytes(frame, frame.position());
    }
  }

  private static byte[] noise(int size) {
    byte[] noise = new byte[size];
    new Random(3).nextBytes(noise);
    return noise;
  }

  /** 64 KiB of noise, then a block: 1 literal, all but the first byte again, 2 literals. */
  private static byte[] dependentFrame(int flags, byte[] plain) {
    byte[] first = java.util.Arrays.copyOf(plain, BLOCK);
    int length = plain.length - BLOCK - 3;
    ByteBuffer block = ByteBuffer.allocate(1_000).order(ByteOrder.LITTLE_ENDIAN);
    block.put((byte) 0x1F).put(plain[BLOCK]).putShort((short) (BLOCK - 1));
    int left = length - 4 - 15;
    for (; left >= 255; left -= 255) {
      block.put((byte) 255);
    }
    block.put((byte) left).put((byte) 0x20).put(plain, plain.length - 2, 2);
    byte[] second = java.util.Arrays.copyOf(block.array(), block.position());
    return new ForeignFrame(flags, plain.length)
        .block(UNCOMPRESSED, first)
        .block(0, second)
        .end(plain);
  }

  /** What {@link #dependentFrame} holds. */
  private static byte[] dependentContent() {
    byte[] noise = noise(BLOCK);
    byte[] plain = java.util.Arrays.copyOf(noise, BLOCK + 1 + 50_000 + 2);
    plain[BLOCK] = 42;
    System.arraycopy(noise, 2, plain, BLOCK + 1, 50_000);
    plain[plain.length - 1] = 43;
    plain[plain.length - 2] = 44;
    return plain;
  }

  @ParameterizedTest
  @ValueSource(ints = {0x40, 0x48, 0x50, 0x44, 0x5C})
  void lz4BlocksThatDependOnTheOnesBeforeAreRead(int flags) throws IOException {
    byte[] plain = dependentContent();
    byte[] frame = dependentFrame(flags, plain);
    assertThat(decompressed(CodecType.LZ4_FRAME, frame, plain.length)).isEqualTo(plain);
  }

  @Test
  void aMatchThatOverlapsItselfRepeats() throws IOException {
    byte[] frame =
        new ForeignFrame(0x40, 0)
            .block(UNCOMPRESSED, (byte) 'a', (byte) 'b', (byte) 'c')
            .block(0, new byte[] {0x1F, 'd', 3, 0, 11, 0x00})
            .end(new byte[0]);
    assertThat(
            new String(
                decompressed(CodecType.LZ4_FRAME, frame, 34),
                java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("abcd" + "bcd".repeat(10));
  }

  @Test
  void aWrongChecksumOfAnyKindIsRefused() {
    byte[] plain = dependentContent();
    byte[] frame = dependentFrame(0x5C, plain);
    int content = frame.length - 4;
    int block = 4 + 2 + 8 + 1 + 4 + BLOCK;
    for (int at : new int[] {14, block, content}) {
      byte[] wrong = frame.clone();
      wrong[at] ^= 1;
      assertThatThrownBy(() -> decompressed(CodecType.LZ4_FRAME, wrong, plain.length))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("checksum");
    }
  }

  @Test
  void aFrameThatNeedsADictionaryIsRefused() {
    byte[] frame = new ForeignFrame(0x41, 0).end(new byte[0]);
    assertThatThrownBy(() -> decompressed(CodecType.LZ4_FRAME, frame, 10))
        .hasMessage("A buffer is a broken LZ4 frame: it has a dictionary, which nobody sent.");
  }

  @ParameterizedTest
  @EnumSource(names = {"LZ4_FRAME", "ZSTD"})
  void moreOrLessThanClaimedIsRefused(CodecType codec) {
    byte[] frame = compressed(codec, rows(2_000));
    for (int size : new int[] {1, 1_999, 2_001}) {
      assertThatThrownBy(
              () -> {
                try (BodyCodec reader = BodyCodec.of(codec)) {
                  reader.decompress(direct(frame), ByteBuffer.allocateDirect(size));
                }
              })
          .isInstanceOf(Exception.class);
    }
  }

  @Test
  void dependentFramesDamagedAtRandomAreReadOrRefused() {
    Random random = TestSeed.random(BodyCodecTest.class);
    byte[] plain = dependentContent();
    byte[] frame = dependentFrame(0x40, plain);
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = frame.clone();
      damaged[BLOCK + 11 + random.nextInt(damaged.length - BLOCK - 11)] = (byte) random.nextInt();
      try {
        decompressed(CodecType.LZ4_FRAME, damaged, plain.length);
      } catch (IOException | RuntimeException refused) {
        // an error would end the test, and a crash the machine
      }
    }
  }
}
