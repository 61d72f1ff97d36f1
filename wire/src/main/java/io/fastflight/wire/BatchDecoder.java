package io.fastflight.wire;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ResourceExhaustedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;

/**
 * Turns frames back into batches: one root, filled anew for each batch with the buffers that
 * arrived.
 *
 * <p><b>Ownership:</b> owns its root and dictionaries. <b>Threads:</b> used by one thread at a
 * time.
 */
public final class BatchDecoder implements DictionaryProvider, AutoCloseable {
  private final Map<Long, Dictionary> dictionaries = new HashMap<>();
  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private boolean started;

  private BatchDecoder(
      Schema schema, Map<Long, Dictionary> dictionaries, BufferAllocator allocator) {
    this.dictionaries.putAll(dictionaries);
    this.allocator = allocator;
    this.root = VectorSchemaRoot.create(schema, allocator);
  }

  /**
   * Creates a decoder from the first frame of a stream.
   *
   * @param first taken
   * @param allocator owns the batches; borrowed
   * @throws FastFlightException if it holds no schema this project reads
   */
  public static BatchDecoder start(WireFrame first, BufferAllocator allocator) {
    Map<Long, Dictionary> dictionaries = new HashMap<>();
    try (first) {
      Message message = message(first);
      if (message.headerType() != MessageHeader.Schema) {
        throw new InternalFaultException(
            "The stream begins with %s where a schema must be."
                .formatted(MessageHeader.name(message.headerType())));
      }
      Schema schema = ArrivedSchema.read(message, first.header().remaining());
      List<Field> fields = new ArrayList<>();
      for (Field field : schema.getFields()) {
        fields.add(DictionaryUtility.toMemoryFormat(field, allocator, dictionaries));
      }
      Schema inMemory = new Schema(fields, schema.getCustomMetadata());
      return new BatchDecoder(inMemory, dictionaries, allocator);
    } catch (RuntimeException | OutOfMemoryError failure) {
      dictionaries.values().forEach(dictionary -> dictionary.getVector().close());
      throw readable(failure, "schema");
    }
  }

  /**
   * Reads the next frame of the stream.
   *
   * @param frame taken
   * @return true if it was a record batch, which {@link #batch} now holds; false for a dictionary
   * @throws FastFlightException if it cannot be read
   */
  public boolean decode(WireFrame frame) {
    try (frame) {
      Message message = message(frame);
      switch (message.headerType()) {
        case MessageHeader.RecordBatch -> {
          loadBatch(message, frame);
          return true;
        }
        case MessageHeader.DictionaryBatch -> {
          loadDictionary(message, frame);
          return false;
        }
        default ->
            throw new InternalFaultException(
                "The stream holds a message of type %s, which no stream may."
                    .formatted(MessageHeader.name(message.headerType())));
      }
    } catch (RuntimeException | IOException | OutOfMemoryError failure) {
      throw readable(failure, "record batch");
    }
  }

  /** Returns the position a frame of ours carries, or empty for a foreign one. */
  public static Optional<BatchPosition> position(WireFrame frame) {
    return BatchPosition.fromBytes(frame.appMetadata());
  }

  /** Returns the schema, in memory format. */
  public Schema schema() {
    return root.getSchema();
  }

  /** Returns the batch of the last {@link #decode} that returned true, borrowed until the next. */
  public VectorSchemaRoot batch() {
    return root;
  }

  @Override
  public Dictionary lookup(long id) {
    Dictionary dictionary = dictionaries.get(id);
    if (dictionary == null) {
      throw new InternalFaultException("The stream has no dictionary " + id + ".");
    }
    return dictionary;
  }

  @Override
  public Set<Long> getDictionaryIds() {
    return Set.copyOf(dictionaries.keySet());
  }

  @Override
  public void close() {
    root.close();
    dictionaries.values().forEach(dictionary -> dictionary.getVector().close());
    dictionaries.clear();
  }

  private void loadBatch(Message message, WireFrame frame) throws IOException {
    started = true;
    root.clear();
    RecordBatch header = (RecordBatch) message.header(new RecordBatch());
    ArrivedBatch.load(header, frame, root, allocator);
  }

  private void loadDictionary(Message message, WireFrame frame) throws IOException {
    DictionaryBatch header = (DictionaryBatch) message.header(new DictionaryBatch());
    if (header.isDelta() || started) { // batches handed out would change their meaning
      throw new InternalFaultException(
          "The stream changes a dictionary on its way, which is not supported. Let the server send one dictionary for the whole stream.");
    }
    FieldVector values = lookup(header.id()).getVector();
    values.clear();
    ArrivedBatch.load(header.data(), frame, VectorSchemaRoot.of(values), allocator);
  }

  private static Message message(WireFrame frame) {
    if (!frame.header().hasRemaining()) {
      throw new InternalFaultException("The stream holds a message without an Arrow header.");
    }
    return Message.getRootAsMessage(frame.header());
  }

  private static FastFlightException readable(Throwable failure, String what) {
    if (failure instanceof FastFlightException known) {
      return known;
    }
    if (failure instanceof OutOfMemoryError
        || failure instanceof OutOfMemoryException
        || failure.getCause() instanceof OutOfMemoryException) { // the loader wraps it
      return new ResourceExhaustedException(
          "There is no memory for a " + what + " that arrived. Ask for fewer rows a batch.",
          failure);
    }
    return new InternalFaultException(
        "The peer sent a " + what + " that cannot be read as Arrow.", failure);
  }
}
