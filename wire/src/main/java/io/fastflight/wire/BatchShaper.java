package io.fastflight.wire;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.ResourceExhaustedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches and hands them on in messages of about a target size: small ones merged, large ones
 * sliced, in order.
 *
 * <p>A batch of more than {@link #TOLERANCE} times the target is sliced. The rows of a slice are
 * estimated from the bytes a row had in the slice before, so that slices of one batch are alike;
 * one that turns out too large is made again with fewer rows. A single row is sent whatever its
 * size. No message has more rows than {@link Shaping#maxRows}.
 *
 * <p>Smaller batches are gathered until the target is reached. That must not delay the rows of a
 * slow source: the first batch is never held back, and another is asked for only while the source
 * has answered the last time within {@link #QUICK_NANOS}, and the gathering has taken less than
 * {@link #MAX_GATHER_NANOS} in all.
 *
 * <p><b>Ownership:</b> holds references only within a call. Between calls the rest of a batch lies
 * in the reader, valid until its next one.
 */
final class BatchShaper {
  static final double TOLERANCE = 1.5;
  static final long QUICK_NANOS = 1_000_000;
  static final long MAX_GATHER_NANOS = 5_000_000;

  /** The most batches in one message, so that a frame stays a list that a socket can take. */
  static final int MAX_GATHERED = 1_024;

  /**
   * How much more rows a slice may have than the one before: rows may have become small by luck.
   */
  private static final int GROWTH = 4;

  /** Slices begin at a multiple of it, so that bits stay where they are in their byte. */
  private static final int ROW_STEP = 64;

  private final BatchReader reader;
  private final long targetBytes;
  private final int maxRows;
  private final LongSupplier clock;
  private @Nullable BatchLayout layout;
  private @Nullable BatchBuffers current; // read and not yet sent, or not all of it
  private int sent; // rows of the current batch
  private int sliceRows;
  private double bytesPerRow;
  private long lastReadNanos;
  private @Nullable RuntimeException failure; // of the reader, not yet told
  private boolean started;
  private boolean ended;

  BatchShaper(BatchReader reader, Shaping shaping) {
    this.reader = reader;
    this.targetBytes = shaping.targetBytes();
    this.maxRows = shaping.maxRows();
    this.clock = shaping.clock();
  }

  /**
   * Returns the next message, owned by the caller; empty at the end of the stream.
   *
   * @throws RuntimeException the reader's own failure, after all rows before it
   */
  Optional<AssembledBatch> next() {
    if (failure != null) {
      throw failure;
    }
    BatchBuffers batch = current;
    while (batch == null && !ended) {
      BatchBuffers found = read();
      batch = found != null && (found.rows() > 0 || !started) ? found : null;
    }
    if (batch == null) {
      return Optional.empty();
    }
    boolean first = !started;
    started = true;
    if (isLarge(batch)) {
      begin(batch);
      return Optional.of(slice(batch));
    }
    current = null;
    return Optional.of(first || batch.bytes() >= targetBytes ? whole(batch) : gather(batch));
  }

  /** Returns the messages of the reader's current batch alone, owned by the caller. */
  List<AssembledBatch> currentBatch() {
    List<AssembledBatch> messages = new ArrayList<>();
    try {
      BatchBuffers batch = buffers(reader.batch());
      if (!isLarge(batch)) {
        return List.of(whole(batch));
      }
      do {
        begin(batch);
        messages.add(slice(batch));
      } while (current != null);
      return messages;
    } catch (Throwable failure) {
      messages.forEach(AssembledBatch::close);
      throw failure;
    }
  }

  private @Nullable BatchBuffers read() {
    long before = clock.getAsLong();
    ended = !reader.next();
    lastReadNanos = clock.getAsLong() - before;
    return ended ? null : buffers(reader.batch());
  }

  private BatchBuffers buffers(VectorSchemaRoot batch) {
    return BatchBuffers.of(batch.getRowCount(), batch.getFieldVectors(), layout());
  }

  private BatchLayout layout() {
    BatchLayout known = layout;
    if (known == null) {
      known = BatchLayout.of(reader.schema().getFields());
      layout = known;
    }
    return known;
  }

  private boolean isLarge(BatchBuffers batch) {
    return batch.rows() > maxRows || (batch.rows() > 1 && batch.bytes() > TOLERANCE * targetBytes);
  }

  private AssembledBatch whole(BatchBuffers batch) {
    AssembledBatch message = BatchAssembly.of(layout(), List.of(batch.slice(0, batch.rows())));
    return requireSendable(message, message.bodyBytes());
  }

  /** Returns the batch and those after it, as one message. */
  private AssembledBatch gather(BatchBuffers first) {
    long start = clock.getAsLong();
    List<BatchSlice> held = new ArrayList<>();
    try {
      long bytes = 0;
      long room = 0;
      long rows = 0;
      BatchBuffers batch = first;
      while (batch != null) {
        BatchBuffers mine = batch.held();
        held.add(mine.slice(0, mine.rows()));
        bytes += mine.bytes();
        room += mine.room();
        rows += mine.rows();
        boolean more = hasRoomFor(bytes, mine.bytes()) && held.size() < MAX_GATHERED;
        batch = more && rows < maxRows ? readOn(start) : null;
        if (batch != null && !(fits(batch, bytes, room) && rows + batch.rows() <= maxRows)) {
          current = batch;
          batch = null;
        }
      }
      return BatchAssembly.of(layout(), held);
    } finally {
      held.forEach(slice -> slice.batch().close());
    }
  }

  /**
   * Reads the next batch with rows; returns null if there is none, if it would take long, or if the
   * reader fails, which is told after what was gathered.
   */
  private @Nullable BatchBuffers readOn(long start) {
    try {
      while (!ended && isQuick() && clock.getAsLong() - start < MAX_GATHER_NANOS) {
        BatchBuffers batch = read();
        if (batch != null && batch.rows() > 0) {
          return batch;
        }
      }
    } catch (RuntimeException later) {
      failure = later;
    }
    return null;
  }

  private boolean isQuick() {
    return lastReadNanos < QUICK_NANOS;
  }

  /**
   * Returns whether a batch like the last one would still find its place; else it is not read, and
   * takes no memory while the peer is slow.
   */
  private boolean hasRoomFor(long bytes, long lastBytes) {
    return bytes < targetBytes && bytes + lastBytes <= TOLERANCE * targetBytes;
  }

  private boolean fits(BatchBuffers batch, long bytes, long room) {
    return bytes + batch.bytes() <= TOLERANCE * targetBytes
        && room + batch.room() <= Integer.MAX_VALUE;
  }

  /** Makes a large batch the current one, unless it is. */
  private void begin(BatchBuffers batch) {
    if (sent == 0) {
      current = batch;
      bytesPerRow = (double) batch.bytes() / batch.rows();
      sliceRows = batch.rows();
    }
  }

  /** Returns the next rows of the current batch. */
  private AssembledBatch slice(BatchBuffers batch) {
    int rows = estimatedRows(batch.rows() - sent);
    while (true) {
      AssembledBatch slice = BatchAssembly.of(layout(), List.of(batch.slice(sent, sent + rows)));
      long bytes = slice.bodyBytes();
      if (rows == 1 || bytes <= TOLERANCE * targetBytes) {
        advance(batch, rows, bytes);
        return requireSendable(slice, bytes);
      }
      slice.close();
      rows = (int) Math.max(1, Math.min(rows / 2.0, (double) rows * targetBytes / bytes));
    }
  }

  private void advance(BatchBuffers batch, int rows, long bytes) {
    sliceRows = rows;
    bytesPerRow = (double) bytes / rows;
    sent += rows;
    if (sent == batch.rows()) {
      sent = 0;
      current = null;
    }
  }

  /** Returns how many rows make a slice of the target size, so that the last is like the others. */
  private int estimatedRows(int left) {
    double wanted =
        Math.min(Math.min(targetBytes / bytesPerRow, (double) GROWTH * sliceRows), maxRows);
    double slices = Math.max(1, Math.rint(left / wanted));
    int rows = (int) Math.ceil(left / slices);
    if (rows > ROW_STEP && rows < left) {
      rows = (rows + ROW_STEP / 2) / ROW_STEP * ROW_STEP;
    }
    return Math.min(Math.max(rows, 1), Math.min(left, maxRows));
  }

  /** Refuses what Arrow's own readers and writers, who count in int, cannot take. */
  static AssembledBatch requireSendable(AssembledBatch batch, long bytes) {
    if (bytes > BatchEncoder.MAX_BODY_BYTES) {
      batch.close();
      throw new ResourceExhaustedException(
          "%s of %s bytes is over the limit of %s (1 GiB) for one message. Split its values in the source."
              .formatted(
                  batch.rows() == 1 ? "A row" : "A dictionary of " + batch.rows() + " values",
                  bytes,
                  BatchEncoder.MAX_BODY_BYTES));
    }
    return batch;
  }
}
