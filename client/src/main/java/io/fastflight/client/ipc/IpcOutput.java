package io.fastflight.client.ipc;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.fastflight.wire.IpcEncoder;
import io.fastflight.wire.IpcKind;
import io.fastflight.wire.StreamTotals;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a reader's batches as Arrow IPC; the Arrow buffers themselves go into the channel. */
public final class IpcOutput {
  private IpcOutput() {}

  /**
   * Reads {@code reader} to its end into {@code channel}.
   *
   * <p><b>Ownership:</b> borrows both. If reading fails, the channel has bytes that lack their end:
   * a reader that insists on it, such as {@code Table.fromIpc}, refuses them. A file is better
   * written with {@link #write(BatchReader, IpcKind, Path)}.
   *
   * @return the rows and batches that were written
   * @throws FastFlightException if the reader fails
   * @throws IOException if the channel fails
   */
  public static StreamTotals write(BatchReader reader, IpcKind kind, WritableByteChannel channel)
      throws IOException {
    requireNonNull(channel, "channel");
    try (IpcEncoder encoder = new IpcEncoder(reader, kind)) {
      Optional<ByteBuf> message = encoder.next();
      while (message.isPresent()) {
        write(message.get(), channel);
        message = encoder.next();
      }
      return encoder.totals();
    }
  }

  /**
   * Reads {@code reader} to its end into a file, which is there only when it is whole: see {@link
   * PartFile}.
   *
   * <p><b>Ownership:</b> borrows the reader.
   *
   * @return the rows and batches that were written
   * @throws FastFlightException if the reader fails; a file of that name is left as it was
   * @throws IOException if the file cannot be written; a file of that name is left as it was
   */
  public static StreamTotals write(BatchReader reader, IpcKind kind, Path file) throws IOException {
    try (PartFile part = PartFile.begin(file)) {
      StreamTotals totals = write(reader, kind, part.stream().getChannel());
      part.complete();
      return totals;
    }
  }

  /** Takes the message. */
  private static void write(ByteBuf message, WritableByteChannel channel) throws IOException {
    try {
      for (ByteBuffer part : message.nioBuffers()) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
    } finally {
      message.release();
    }
  }
}
