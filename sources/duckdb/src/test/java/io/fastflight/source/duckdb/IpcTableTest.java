package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL over Arrow files. */
class IpcTableTest {
  private static final int BATCH = 1_000; // the codec that writes LZ4 is slow
  private static final int BATCHES = 5;
  private static final String SUM = "SELECT count(*) n, sum(i)::BIGINT s FROM t";

  @TempDir private Path folder;

  @BeforeEach
  void files(BufferAllocator allocator) throws IOException {
    write(allocator, "a.arrow", CodecType.NO_COMPRESSION, 0);
    write(allocator, "b.arrow", CodecType.ZSTD, (long) BATCH * BATCHES);
    write(allocator, "c.feather", CodecType.LZ4_FRAME, 0);
    write(allocator, "d.arrows", CodecType.NO_COMPRESSION, 0);
  }

  @Test
  void filesStreamsAndCompressedOnesAreTables(BufferAllocator allocator) {
    long rows = (long) BATCH * BATCHES;
    assertThat(row("a.arrow", SUM, allocator)).isEqualTo(List.of(rows, rows * (rows - 1) / 2));
    assertThat(row("c.feather", SUM, allocator)).isEqualTo(List.of(rows, rows * (rows - 1) / 2));
    assertThat(row("d.arrows", SUM, allocator)).isEqualTo(List.of(rows, rows * (rows - 1) / 2));
    assertThat(row("[ab].arrow", SUM, allocator))
        .isEqualTo(List.of(2 * rows, 2 * rows * (2 * rows - 1) / 2));
  }

  @Test
  void rowsComeAsTheyAreInTheOrderOfTheFiles(BufferAllocator allocator) {
    try (DuckDbDatabase database = database("*.arrow");
        BatchReader reader =
            database.query(
                DuckDbQuery.of("SELECT i, s, d FROM T").where("i % 3 = ?", Optional.of(1)),
                Requests.context(allocator))) {
      long i = 1;
      while (reader.next()) {
        for (int row = 0; row < reader.batch().getRowCount(); row++, i += 3) {
          assertThat(reader.batch().getVector("i").getObject(row)).isEqualTo(i);
          Object text = reader.batch().getVector("s").getObject(row);
          assertThat(text == null ? null : text.toString()).isEqualTo(text(i));
          assertThat(reader.batch().getVector("d").getObject(row)).hasToString("d" + i % 3);
        }
      }
      assertThat(i).isGreaterThan(2L * BATCH * BATCHES - 3);
    }
  }

  @Test
  void eachQueryReadsAnewAndAnyNumberAtOnce(BufferAllocator allocator) {
    try (DuckDbDatabase database = database("a.arrow")) {
      List<BatchReader> readers = new ArrayList<>();
      for (int n = 0; n < 8; n++) {
        readers.add(database.query(DuckDbQuery.of("SELECT i FROM t"), Requests.context(allocator)));
      }
      for (BatchReader reader : readers) {
        assertThat(reader.next()).isTrue();
        reader.close(); // in the middle of its files
      }
    }
  }

  @Test
  void whatDoesNotNameTheTableDoesNotReadIt(BufferAllocator allocator) throws IOException {
    try (DuckDbDatabase database = database("a.arrow")) {
      Files.delete(folder.resolve("a.arrow"));
      assertThat(row(database, "SELECT 1::BIGINT, 2::BIGINT AS tt", allocator))
          .isEqualTo(List.of(1L, 2L));
      assertThatThrownBy(() -> row(database, SUM, allocator))
          .isInstanceOf(DataServiceException.class)
          .hasMessageStartingWith("Data file 'a.arrow' of DuckDB source 'lake' was not found.");
    }
  }

  @Test
  void whatIsNoArrowOrOfAnotherSchemaIsNamed(BufferAllocator allocator) throws IOException {
    Files.writeString(folder.resolve("e.arrow"), "id,name\n1,x\n");
    assertThatThrownBy(() -> row("e.arrow", SUM, allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("Data file 'e.arrow' cannot be read as Arrow IPC: ");
    try (VectorSchemaRoot other = VectorSchemaRoot.of(new BigIntVector("other", allocator));
        FileChannel channel = create("f.arrow");
        ArrowFileWriter writer = new ArrowFileWriter(other, null, channel)) {
      writer.writeBatch();
    }
    assertThatThrownBy(() -> row("[af].arrow", SUM, allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith(
            "Data file 'f.arrow' cannot be read as Arrow IPC: it has the schema");
  }

  @Test
  void whatIsCutIsAnErrorNotAShortResult(BufferAllocator allocator) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("d.arrows"));
    for (int part = 1; part < 20; part++) {
      Files.write(folder.resolve("cut.arrows"), Arrays.copyOf(whole, whole.length * part / 20));
      assertThatThrownBy(() -> row("cut.arrows", SUM, allocator))
          .isInstanceOf(DataServiceException.class);
    }
  }

  @Test
  void whatTheRequestMayNotHoldIsRefused(BufferAllocator allocator) {
    try (DuckDbDatabase database = database("a.arrow");
        BufferAllocator small = allocator.newChildAllocator("small", 0, 10_000)) {
      assertThatThrownBy(() -> row(database, SUM, small))
          .isInstanceOf(ResourceExhaustedException.class);
    }
  }

  @Test
  void aTableIsReadOnceAQuery(BufferAllocator allocator) {
    assertThatThrownBy(
            () -> row("a.arrow", "SELECT count(*), 1 FROM t JOIN t u USING (i)", allocator))
        .isInstanceOf(DataServiceException.class);
  }

  @Test
  void filesOutsideOfTheGrantsAreRefused() {
    DuckDbDatabase.Builder builder =
        DuckDbDatabase.builder("lake")
            .allowFolder(folder)
            .table("t", folder.resolve("../elsewhere/a.arrow"));
    assertThatThrownBy(builder::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The files of table 't' must lie below a granted folder, were '");
  }

  @Test
  void aCancelledQueryEnds(BufferAllocator allocator) {
    Cancellation cancellation = new Cancellation();
    ServiceContext context = Requests.context(allocator, cancellation);
    try (DuckDbDatabase database = database("*.arrow");
        BatchReader reader = database.query(DuckDbQuery.of("SELECT * FROM t"), context)) {
      assertThat(reader.next()).isTrue();
      cancellation.cancel();
      assertThatThrownBy(
              () -> {
                while (reader.next()) {}
              })
          .isInstanceOf(CallCancelledException.class);
    }
  }

  private DuckDbDatabase database(String files) {
    return DuckDbDatabase.builder("lake")
        .allowFolder(folder)
        .table("t", folder.resolve(files))
        .open();
  }

  private List<Object> row(String files, String sql, BufferAllocator allocator) {
    try (DuckDbDatabase database = database(files)) {
      return row(database, sql, allocator);
    }
  }

  private static List<Object> row(DuckDbDatabase database, String sql, BufferAllocator allocator) {
    try (BatchReader reader = database.query(DuckDbQuery.of(sql), Requests.context(allocator))) {
      assertThat(reader.next()).isTrue();
      List<Object> row = new ArrayList<>();
      reader.batch().getFieldVectors().forEach(column -> row.add(column.getObject(0)));
      assertThat(reader.next()).isFalse();
      return row;
    }
  }

  private static String text(long i) {
    return i % 7 == 0 ? null : "text " + i;
  }

  private FileChannel create(String name) throws IOException {
    return FileChannel.open(
        folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void write(BufferAllocator allocator, String name, CodecType codec, long from)
      throws IOException {
    DictionaryEncoding encoding = new DictionaryEncoding(1, false, new ArrowType.Int(8, true));
    try (VarCharVector words = new VarCharVector("words", allocator);
        BigIntVector ids = new BigIntVector("i", allocator);
        VarCharVector texts = new VarCharVector("s", allocator);
        VarCharVector plain = new VarCharVector("d", allocator);
        FileChannel channel = create(name)) {
      for (int word = 0; word < 3; word++) {
        words.setSafe(word, new Text("d" + word));
      }
      words.setValueCount(3);
      Dictionary dictionary = new Dictionary(words, encoding);
      fill(ids, texts, plain, from);
      try (var coded = (FieldVector) DictionaryEncoder.encode(plain, dictionary);
          VectorSchemaRoot root = VectorSchemaRoot.of(ids, texts, coded);
          ArrowWriter writer = writer(name, root, dictionary, channel, codec)) {
        writer.start();
        for (int batch = 0; batch < BATCHES; batch++) {
          fill(ids, texts, plain, from + (long) batch * BATCH);
          try (var next = (FieldVector) DictionaryEncoder.encode(plain, dictionary)) {
            next.makeTransferPair(coded).transfer();
          }
          root.setRowCount(BATCH);
          writer.writeBatch();
        }
        writer.end();
      }
    }
  }

  private static ArrowWriter writer(
      String name,
      VectorSchemaRoot root,
      Dictionary dictionary,
      FileChannel channel,
      CodecType codec) {
    MapDictionaryProvider dictionaries = new MapDictionaryProvider(dictionary);
    if (name.endsWith("s")) {
      return new ArrowStreamWriter(root, dictionaries, channel);
    }
    return codec == CodecType.NO_COMPRESSION
        ? new ArrowFileWriter(root, dictionaries, channel)
        : new ArrowFileWriter(
            root,
            dictionaries,
            channel,
            null,
            IpcOption.DEFAULT,
            CommonsCompressionFactory.INSTANCE,
            codec);
  }

  private static void fill(BigIntVector ids, VarCharVector texts, VarCharVector plain, long from) {
    ids.reset();
    texts.reset();
    plain.reset();
    for (int row = 0; row < BATCH; row++) {
      long i = from + row;
      ids.setSafe(row, i);
      if (text(i) != null) {
        texts.setSafe(row, new Text(text(i)));
      }
      plain.setSafe(row, new Text("d" + i % 3));
    }
    ids.setValueCount(BATCH);
    texts.setValueCount(BATCH);
    plain.setValueCount(BATCH);
  }
}
