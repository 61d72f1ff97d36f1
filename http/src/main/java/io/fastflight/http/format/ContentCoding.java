package io.fastflight.http.format;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Names how the body of an answer may be compressed as a whole.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-content-codings">RFC 9110, 8.4.1</a>
 */
public enum ContentCoding {
  /** Zstandard, RFC 8878: faster and smaller. */
  ZSTD,
  /** Known to every client. */
  GZIP,
  /** As it is. */
  IDENTITY;

  /** Returns the word for it, as headers have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns a stream that compresses into {@code out}, fast rather than small. */
  OutputStream over(OutputStream out) throws IOException {
    return switch (this) {
      case ZSTD -> new ZstdOutputStreamNoFinalizer(out, 1);
      case GZIP -> new Gzip(out);
      case IDENTITY -> out;
    };
  }

  /** Compresses at the fastest level, and gives out all it has when it is flushed. */
  private static final class Gzip extends GZIPOutputStream {
    private static final int BUFFER_BYTES = 16 * 1024;

    Gzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES, true);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
