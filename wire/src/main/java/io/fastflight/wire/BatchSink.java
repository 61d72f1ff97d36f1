package io.fastflight.wire;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.Compression;
import java.util.OptionalInt;

/**
 * Takes the frames of one stream out through a door that speaks Flight.
 *
 * <p><b>Threads:</b> as for any {@link StreamSink}.
 */
public interface BatchSink extends StreamSink<WireFrame> {
  /** Returns how the peer asked for bodies to be compressed; asked once, before the first frame. */
  default Compression compression() {
    return Compression.NONE;
  }

  /** Returns how many rows a message may have, if the peer said so; asked once, as before. */
  default OptionalInt maxRows() {
    return OptionalInt.empty();
  }

  /**
   * Returns how many rows of the result come before this stream, which reads a broken one on; asked
   * once, when the reader is open.
   */
  default long startRow() {
    return 0;
  }

  @Override
  default StreamEncoder<WireFrame> encoder(BatchReader reader, PumpResources resources) {
    return new BatchEncoder(reader, compression(), resources.shaping(maxRows())).from(startRow());
  }
}
