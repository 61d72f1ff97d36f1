package io.fastflight.source.arrow;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.arrow.MessageCursor.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Arrow IPC file, whose bodies stay where they lie: a batch's columns are the mapped
 * pages of the file.
 *
 * <p>Before a body is mapped, the file must still be as long as it was and not written to since it
 * was opened; else the stream ends with an error. A file that is replaced by another of the same
 * name is read to its end: it is the open one that is read. Cutting a file short in place takes the
 * pages of batches already handed out from under them; see docs/reference/arrow-file.md for what
 * that does.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class MappedReader implements BatchReader {
  private final String source;
  private final RootFolder.Opened file;
  private final @Nullable FileMap map;
  private final ServiceContext context;
  private final MessageCursor cursor;
  private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();
  private final Map<Long, Boolean> filled = new HashMap<>();
  private final VectorSchemaRoot root;
  private VectorSchemaRoot batch;
  private boolean onBatch;
  private boolean ended;
  private boolean closed;

  private MappedReader(
      String source, RootFolder.Opened file, @Nullable FileMap map, ServiceContext context)
      throws IOException {
    this.source = source;
    this.file = file;
    this.map = map;
    this.context = context;
    this.cursor = MessageCursor.of(file.channel());
    Header first = cursor.next();
    if (first == null || first.message().headerType() != MessageHeader.Schema) {
      throw new IOException("it does not begin with a schema");
    }
    Schema written = MessageSerializer.deserializeSchema(first.message());
    List<Field> fields = new ArrayList<>();
    Map<Long, Dictionary> found = new HashMap<>();
    for (Field field : written.getFields()) {
      fields.add(DictionaryUtility.toMemoryFormat(field, context.allocator(), found));
    }
    found.values().forEach(dictionaries::put);
    this.root =
        VectorSchemaRoot.create(
            new Schema(fields, written.getCustomMetadata()), context.allocator());
    this.batch = root;
  }

  /**
   * Opens a file.
   *
   * <p><b>Ownership:</b> takes {@code file}, also when it fails.
   *
   * @param maps where its map comes from; null has its bodies read into memory
   * @throws DataServiceException if it is no whole Arrow IPC file
   */
  static BatchReader open(
      String source, RootFolder.Opened file, @Nullable FileMaps maps, ServiceContext context) {
    FileMap map = maps == null ? null : maps.acquire(file.identity());
    try {
      return new MappedReader(source, file, map, context);
    } catch (IOException | RuntimeException broken) {
      closeQuietly(file, map);
      throw told(source, file, broken);
    }
  }

  @Override
  public Schema schema() {
    return root.getSchema();
  }

  @Override
  public boolean next() {
    if (closed) {
      throw new IllegalStateException("This reader of an Arrow file is closed.");
    }
    onBatch = false;
    root.clear();
    if (ended) {
      return false;
    }
    try {
      onBatch = advance();
      ended = !onBatch;
      return onBatch;
    } catch (IOException | RuntimeException broken) {
      ended = true;
      throw told(source, file, broken);
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    if (!onBatch) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return batch;
  }

  @Override
  public DictionaryProvider dictionaries() {
    return dictionaries;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    onBatch = false;
    try {
      root.close();
      dictionaries.close();
    } finally {
      closeQuietly(file, map);
    }
  }

  private boolean advance() throws IOException {
    context.cancellation().throwIfCancelled();
    Header header = nextHeader();
    while (header != null && header.message().headerType() == MessageHeader.DictionaryBatch) {
      fillDictionary(header);
      header = nextHeader();
    }
    if (header == null) {
      return false;
    }
    RecordBatch batch = (RecordBatch) header.message().header(new RecordBatch());
    if (batch == null) {
      throw new IOException("it has a message that is neither a batch nor a dictionary");
    }
    load(batch, header, root.getFieldVectors());
    this.batch =
        new VectorSchemaRoot(
            root.getSchema(), root.getFieldVectors(), Math.toIntExact(batch.length()));
    return true;
  }

  private @Nullable Header nextHeader() throws IOException {
    requireUnchanged();
    return cursor.next();
  }

  private void fillDictionary(Header header) throws IOException {
    DictionaryBatch message = (DictionaryBatch) header.message().header(new DictionaryBatch());
    Dictionary dictionary = message == null ? null : dictionaries.lookup(message.id());
    if (message == null || dictionary == null || message.data() == null) {
      throw new IOException("it has a dictionary that no column uses");
    }
    if (message.isDelta() || filled.put(message.id(), true) != null) {
      throw new IOException("it changes a dictionary on its way; write one dictionary a file");
    }
    FieldVector values = dictionary.getVector();
    load(message.data(), header, List.of(values));
  }

  private void load(RecordBatch batch, Header header, List<FieldVector> columns)
      throws IOException {
    if (batch.compression() != null) {
      throw new IOException("it is compressed; write it without, or serve it by code of your own");
    }
    try (ArrowRecordBatch message = message(batch, body(header))) {
      ReadOnlyLoader.load(message, columns);
    }
  }

  /** Arrow takes the body where it succeeds, and leaves it where it fails. */
  private static ArrowRecordBatch message(RecordBatch batch, ArrowBuf body) throws IOException {
    try {
      return MessageSerializer.deserializeRecordBatch(batch, body);
    } catch (IOException | RuntimeException broken) {
      try (body) {
        throw broken;
      }
    }
  }

  private ArrowBuf body(Header header) throws IOException {
    requireUnchanged();
    FileMap pages = map;
    if (pages != null) {
      return pages.body(file.channel(), header.body(), header.bodyLength(), context.allocator());
    }
    ArrowBuf body = context.allocator().buffer(header.bodyLength());
    try {
      ByteBuffer bytes = body.nioBuffer(0, Math.toIntExact(header.bodyLength()));
      while (bytes.hasRemaining()) {
        if (file.channel().read(bytes, header.body() + bytes.position()) < 0) {
          throw new IOException("it was cut short while it was read");
        }
      }
      body.writerIndex(header.bodyLength());
      return body;
    } catch (IOException | RuntimeException failed) {
      try (body) {
        throw failed;
      }
    }
  }

  /** The open file tells its length, and only its name when it was written to. */
  private void requireUnchanged() throws IOException {
    if (file.channel().size() != file.identity().size()) {
      throw new IOException("it was cut short or written to while it was read");
    }
    try {
      if (file.identity().isOverwritten(FileIdentity.of(file.path()))) {
        throw new IOException("it was written to while it was read");
      }
    } catch (NoSuchFileException deleted) {
      // what is open is still whole
    }
  }

  private static FastFlightException told(String source, RootFolder.Opened file, Exception broken) {
    if (broken instanceof FastFlightException known) {
      return known;
    }
    if (broken instanceof OutOfMemoryException full) {
      throw full; // the engine knows whose limit it was
    }
    String why =
        broken instanceof IOException
            ? String.valueOf(broken.getMessage())
            : "it is no Arrow IPC file, or a broken one";
    return new DataServiceException(
        "The Arrow file '%s' of source '%s' cannot be read: %s."
            .formatted(file.path().getFileName(), source, why),
        broken);
  }

  private static void closeQuietly(RootFolder.Opened file, @Nullable FileMap map) {
    if (map != null) {
      map.release();
    }
    try {
      file.channel().close();
    } catch (IOException ignored) {
      // it was only read
    }
  }
}
