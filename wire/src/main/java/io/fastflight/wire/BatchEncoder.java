package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/**
 * Turns the batches of one reader into frames, in the order the format wants: schema, dictionaries,
 * record batches. The record batches are merged and sliced to about a target size.
 *
 * <p>A frame shares the buffers of its batches and holds them on account of the root allocator, so
 * that the request's own allocator can be closed while a frame is still on its way out.
 *
 * <p><b>Ownership:</b> between calls it owns nothing: it need not be closed.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class BatchEncoder implements StreamEncoder<WireFrame> {
  /** A body over this is refused: beyond it Arrow's own readers and writers count in int. */
  static final long MAX_BODY_BYTES = 1L << 30;

  private final BatchReader reader;
  private final BatchShaper shaper;
  private final Optional<BodyCompressor> compressor;
  private final Set<Long> dictionaryIds = new TreeSet<>();
  private long batches;
  private long rows;

  /** Creates an encoder for the batches of {@code reader}, which it borrows. */
  public BatchEncoder(BatchReader reader) {
    this(reader, Compression.NONE);
  }

  /** Creates an encoder that compresses the messages which shrink by it. */
  public BatchEncoder(BatchReader reader, Compression compression) {
    this(reader, compression, Shaping.DEFAULT);
  }

  /** Creates an encoder whose messages have the size that {@code shaping} says. */
  BatchEncoder(BatchReader reader, Compression compression, Shaping shaping) {
    this.reader = requireNonNull(reader, "reader");
    this.compressor = BodyCompressor.of(compression);
    this.shaper = new BatchShaper(reader, shaping);
  }

  /** Has the batches say that so many rows came before them; returns this. */
  BatchEncoder from(long startRow) {
    rows = startRow;
    return this;
  }

  /** Returns the frame with the schema. */
  @Override
  public WireFrame head() {
    MessageSchema message = MessageSchema.of(reader);
    dictionaryIds.addAll(message.dictionaryIds());
    return new WireFrame(
        MessageSerializer.serializeMetadata(message.schema(), IpcOption.DEFAULT),
        new byte[0],
        List.of());
  }

  /**
   * Reads on and returns the frames of the next message: before the first one, those of the
   * dictionaries.
   *
   * <p><b>Shape:</b> the first batch is sent at once, whatever its size. Batches without rows are
   * left out unless one is the first: a stream of none but them is one batch of no rows.
   *
   * @return owned by the caller; empty at the end of the stream
   * @throws FastFlightException if the reader fails, after all rows it gave before; or if one row
   *     is too large
   */
  @Override
  public List<WireFrame> next() {
    return shaper.next().map(message -> frames(List.of(message))).orElse(List.of());
  }

  /**
   * Returns the frames of the reader's current batch, for those who read themselves: sliced if it
   * is large, and merged with no other; before the first one, those of the dictionaries.
   *
   * @return one or more, owned by the caller
   */
  public List<WireFrame> batchFrames() {
    return frames(shaper.currentBatch());
  }

  /** Returns what was encoded so far, with the rows that came before. */
  @Override
  public StreamTotals totals() {
    return new StreamTotals(rows, batches);
  }

  /** Takes the messages. */
  private List<WireFrame> frames(List<AssembledBatch> messages) {
    List<WireFrame> frames = new ArrayList<>();
    int taken = 0;
    try {
      if (batches == 0) {
        for (long id : dictionaryIds) {
          frames.add(dictionaryFrame(id));
        }
      }
      for (AssembledBatch message : messages) {
        taken++;
        frames.add(batchFrame(message));
      }
      return frames;
    } catch (Throwable failure) {
      frames.forEach(WireFrame::close);
      messages.subList(taken, messages.size()).forEach(AssembledBatch::close);
      throw failure;
    }
  }

  private WireFrame batchFrame(AssembledBatch message) {
    BatchPosition position = new BatchPosition(batches, rows);
    int messageRows = message.rows();
    WireFrame frame = BatchMessage.recordBatch(compressed(message), position.toBytes());
    batches++;
    rows += messageRows;
    return frame;
  }

  /** Returns the message compressed where that saves enough; takes it. */
  private AssembledBatch compressed(AssembledBatch message) {
    return compressor.isPresent() ? compressor.get().compress(message) : message;
  }

  private WireFrame dictionaryFrame(long id) {
    FieldVector vector = reader.dictionaries().lookup(id).getVector();
    BatchLayout layout = BatchLayout.of(List.of(vector.getField()));
    BatchBuffers values = BatchBuffers.of(vector.getValueCount(), List.of(vector), layout);
    AssembledBatch message =
        BatchAssembly.of(layout, List.of(values.slice(0, vector.getValueCount())));
    return BatchMessage.dictionary(
        id, compressed(BatchShaper.requireSendable(message, message.bodyBytes())));
  }
}
