package io.fastflight.wire;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads Zstandard frames, at level 1: higher ones take a multiple of the time for a few
 * percent.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878">RFC 8878</a>
 */
final class ZstdCodec implements BodyCodec {
  private static final int LEVEL = 1;

  private @Nullable ZstdCompressCtx compressor;
  private @Nullable ZstdDecompressCtx decompressor;

  @Override
  public int compress(ByteBuffer from, ByteBuffer into) {
    ZstdCompressCtx context = compressor;
    if (context == null) {
      context = new ZstdCompressCtx().setLevel(LEVEL);
      compressor = context;
    }
    try {
      return context.compressDirectByteBuffer(into, 0, into.capacity(), from, 0, from.capacity());
    } catch (ZstdException failure) {
      if (failure.getErrorCode() == Zstd.errDstSizeTooSmall()) {
        return TOO_LONG;
      }
      throw failure;
    }
  }

  /** A frame may honestly hold 30,000 times its length; most of them say how much they hold. */
  @Override
  public boolean mayHold(ByteBuffer from, long claimed) {
    long told = Zstd.getDirectByteBufferFrameContentSize(from, 0, from.capacity(), false);
    return told < 0 || told == claimed;
  }

  @Override
  public void decompress(ByteBuffer from, ByteBuffer into) throws IOException {
    ZstdDecompressCtx context = decompressor;
    if (context == null) {
      context = new ZstdDecompressCtx();
      decompressor = context;
    }
    int bytes =
        context.decompressDirectByteBuffer(into, 0, into.capacity(), from, 0, from.capacity());
    if (bytes != into.capacity()) {
      throw new IOException(
          "A buffer is a Zstandard frame of %s bytes that says it has %s."
              .formatted(bytes, into.capacity()));
    }
  }

  @Override
  public void close() {
    if (compressor != null) {
      compressor.close();
    }
    if (decompressor != null) {
      decompressor.close();
    }
  }
}
