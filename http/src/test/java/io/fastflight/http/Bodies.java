package io.fastflight.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;

/** Reads bodies, and says where to cut them. */
final class Bodies {
  private Bodies() {}

  /**
   * Returns a text as it was before it was compressed.
   *
   * @param coding {@code gzip}, {@code zstd}, or anything else for none
   */
  static String text(byte[] body, String coding) throws IOException {
    InputStream bytes = new ByteArrayInputStream(body);
    try (InputStream in =
        switch (coding) {
          case "gzip" -> new GZIPInputStream(bytes);
          case "zstd" -> new ZstdInputStreamNoFinalizer(bytes);
          default -> bytes;
        }) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Returns the rows as text: how they fall into batches, parts and blocks is a matter of time. */
  static String rows(byte[] body, String format, String coding, BufferAllocator allocator)
      throws IOException {
    return switch (format) {
      case "arrow" -> ids(new ArrowStreamReader(new ByteArrayInputStream(body), allocator));
      case "arrow-file" ->
          ids(new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(body), allocator));
      default -> text(body, coding);
    };
  }

  private static String ids(ArrowReader reader) throws IOException {
    StringBuilder ids = new StringBuilder();
    try (reader) {
      while (reader.loadNextBatch()) {
        for (FieldVector column : reader.getVectorSchemaRoot().getFieldVectors()) {
          for (int row = 0; row < column.getValueCount(); row++) {
            ids.append(column.getObject(row)).append(' ');
          }
        }
      }
    }
    return ids.toString();
  }

  /** Returns some places of an answer evenly, and each of the last ones. */
  static List<Long> places(long bytes, int evenly, int last) {
    long close = Math.max(1, bytes - last);
    long step = Math.max(1, close / evenly);
    return LongStream.concat(
            LongStream.iterate(0, place -> place < close, place -> place + step),
            LongStream.range(close, bytes))
        .boxed()
        .toList();
  }
}
