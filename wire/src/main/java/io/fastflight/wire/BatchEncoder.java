package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Compression;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/**
 * Turns the batches of one reader into frames, in the order the format wants: schema, dictionaries,
 * record batches.
 *
 * <p>A frame shares the buffers of its batch and holds them on account of the root allocator, so
 * that the request's own allocator can be closed while a frame is still on its way out.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class BatchEncoder {
  /** A body over this is refused: beyond it Arrow's own readers and writers count in int. */
  static final long MAX_BODY_BYTES = 1L << 30;

  /**
   * Stands for every empty buffer. Arrow's own is one for the whole process and writable: a list
   * without rows says that it holds 4 bytes, and whoever looks at that moment, in any thread,
   * believes it.
   */
  static final ArrowBuf NOTHING = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);

  private final BatchReader reader;
  private final Optional<BodyCompressor> compressor;
  private final Set<Long> dictionaryIds = new TreeSet<>();
  private long batches;
  private long rows;

  /** Creates an encoder for the batches of {@code reader}, which it borrows. */
  public BatchEncoder(BatchReader reader) {
    this(reader, Compression.NONE);
  }

  /** Creates an encoder that compresses the batches which shrink by it. */
  public BatchEncoder(BatchReader reader, Compression compression) {
    this.reader = requireNonNull(reader, "reader");
    this.compressor = BodyCompressor.of(compression);
  }

  /** Returns the frame with the schema; the first of the stream, called once. */
  public WireFrame schemaFrame() {
    MessageSchema message = MessageSchema.of(reader);
    dictionaryIds.addAll(message.dictionaryIds());
    return new WireFrame(
        MessageSerializer.serializeMetadata(message.schema(), IpcOption.DEFAULT),
        new byte[0],
        List.of());
  }

  /**
   * Returns the frames for the reader's current batch: before the first one, those of its
   * dictionaries.
   *
   * @return one or more, owned by the caller
   */
  public List<WireFrame> batchFrames() {
    List<WireFrame> frames = new ArrayList<>();
    try {
      if (batches == 0) {
        for (long id : dictionaryIds) {
          frames.add(dictionaryFrame(id));
        }
      }
      frames.add(batchFrame(reader.batch()));
      return frames;
    } catch (Throwable failure) {
      frames.forEach(WireFrame::close);
      throw failure;
    }
  }

  /**
   * Reads on, as far as one message needs, and returns its frames.
   *
   * @return owned by the caller; empty at the end of the stream
   */
  public List<WireFrame> nextFrames() {
    return reader.next() ? batchFrames() : List.of();
  }

  /** Returns what was encoded so far. */
  public StreamTotals totals() {
    return new StreamTotals(rows, batches);
  }

  private WireFrame batchFrame(VectorSchemaRoot batch) {
    ArrowRecordBatch message = message(batch);
    try {
      BatchPosition position = new BatchPosition(batches, rows);
      ByteBuffer header = MessageSerializer.serializeMetadata(message, IpcOption.DEFAULT);
      batches++;
      rows += batch.getRowCount();
      return new WireFrame(header, position.toBytes(), padded(message.getBuffers()));
    } catch (Throwable failure) {
      message.close();
      throw failure;
    }
  }

  private WireFrame dictionaryFrame(long id) {
    Dictionary dictionary = reader.dictionaries().lookup(id);
    FieldVector vector = dictionary.getVector();
    VectorSchemaRoot values =
        new VectorSchemaRoot(
            List.of(vector.getField()), List.of(vector), vector.getValueCount()); // borrowed
    ArrowDictionaryBatch message = new ArrowDictionaryBatch(id, message(values), false);
    try {
      ByteBuffer header = MessageSerializer.serializeMetadata(message, IpcOption.DEFAULT);
      return new WireFrame(header, new byte[0], padded(message.getDictionary().getBuffers()));
    } catch (Throwable failure) {
      message.close();
      throw failure;
    }
  }

  /** Returns the batch as a message, whose references to the buffers are the caller's. */
  private ArrowRecordBatch message(VectorSchemaRoot batch) {
    ArrowRecordBatch plain = plainMessage(batch);
    if (compressor.isEmpty()) {
      return plain;
    }
    try {
      Optional<CompressedBody> smaller = compressed(plain.getBuffers(), compressor.get());
      if (smaller.isEmpty()) {
        return plain;
      }
      ArrowRecordBatch message = message(plain, smaller.get());
      plain.close();
      return message;
    } catch (Throwable failure) {
      plain.close();
      throw failure;
    }
  }

  private static Optional<CompressedBody> compressed(
      List<ArrowBuf> buffers, BodyCompressor compressor) {
    return buffers.stream()
        .filter(buffer -> buffer.readableBytes() > 0)
        .findFirst()
        .flatMap(
            some ->
                compressor.compress(
                    buffers.stream().map(List::of).toList(),
                    some.getReferenceManager().getAllocator().getRoot()));
  }

  private static ArrowRecordBatch message(ArrowRecordBatch plain, CompressedBody body) {
    return new ArrowRecordBatch(
        plain.getLength(),
        plain.getNodes(),
        body.buffers(),
        body.compression(),
        plain.getVariadicBufferCounts(),
        true, // aligned, as the frame pads
        false); // the references are taken, not added to
  }

  private static ArrowRecordBatch plainMessage(VectorSchemaRoot batch) {
    List<ArrowBuf> body = new ArrayList<>();
    try (ArrowRecordBatch shared = new VectorUnloader(batch).getRecordBatch()) {
      long bytes = shared.computeBodyLength();
      if (bytes > MAX_BODY_BYTES) {
        throw new ResourceExhaustedException(
            "A record batch of %s bytes is over the limit of %s (1 GiB). Ask for fewer rows a batch."
                .formatted(bytes, MAX_BODY_BYTES));
      }
      for (ArrowBuf buffer : shared.getBuffers()) {
        body.add(onAccountOfRoot(buffer));
      }
      return new ArrowRecordBatch(
          shared.getLength(),
          shared.getNodes(),
          body,
          shared.getBodyCompression(),
          shared.getVariadicBufferCounts(),
          true, // aligned, as the frame pads
          false); // the references are taken, not added to
    } catch (Throwable failure) {
      body.forEach(buffer -> buffer.getReferenceManager().release());
      throw failure;
    }
  }

  private static List<ArrowBuf> padded(List<ArrowBuf> buffers) {
    List<ArrowBuf> pieces = new ArrayList<>();
    for (ArrowBuf buffer : buffers) {
      pieces.add(buffer);
      int padding = (int) (WireFrame.padded(buffer.readableBytes()) - buffer.readableBytes());
      if (padding > 0) {
        pieces.add(WireFrame.padding(padding));
      }
    }
    return pieces;
  }

  private static ArrowBuf onAccountOfRoot(ArrowBuf buffer) {
    if (buffer.capacity() == 0 || buffer.readableBytes() == 0) {
      return NOTHING;
    }
    if (buffer.getReferenceManager() == ReferenceManager.NO_OP) {
      throw new DataServiceException(
          "A batch has a buffer that cannot be shared. Allocate batches from context.allocator().");
    }
    BufferAllocator root = buffer.getReferenceManager().getAllocator().getRoot();
    ArrowBuf held = buffer.getReferenceManager().retain(buffer, root);
    return held.readerIndex(buffer.readerIndex()).writerIndex(buffer.writerIndex());
  }
}
