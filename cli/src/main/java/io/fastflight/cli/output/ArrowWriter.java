package io.fastflight.cli.output;

import io.fastflight.batch.BatchReader;
import io.fastflight.wire.BatchEncoder;
import io.fastflight.wire.IpcFormat;
import io.fastflight.wire.WireFrame;
import io.netty.buffer.ByteBuf;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Writes an Arrow IPC stream; the end marker comes with {@link #finish} and not before. */
final class ArrowWriter implements ResultWriter {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final OutputStream out;
  private @Nullable BatchEncoder encoder;

  ArrowWriter(OutputStream out) {
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
  }

  @Override
  public void start(BatchReader reader) throws IOException {
    BatchEncoder started = new BatchEncoder(reader);
    encoder = started;
    write(IpcFormat.message(started.head()));
  }

  @Override
  public void batch(BatchReader reader) throws IOException {
    BatchEncoder started = encoder;
    if (started == null) {
      throw new IllegalStateException("batch() was called before start().");
    }
    Deque<WireFrame> frames = new ArrayDeque<>(started.batchFrames());
    try {
      while (!frames.isEmpty()) {
        write(IpcFormat.message(frames.remove()));
      }
    } finally {
      frames.forEach(WireFrame::close);
    }
  }

  @Override
  public void finish(long rowCount) throws IOException {
    write(IpcFormat.endOfStream());
    out.flush();
  }

  private void write(ByteBuf message) throws IOException {
    try {
      message.readBytes(out, message.readableBytes());
    } finally {
      message.release();
    }
  }
}
