package io.fastflight.source.arrow;

import io.fastflight.params.DeclaredParameter;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsDeclaration;
import io.fastflight.params.ParamsType;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ResumableService;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.SourceContext;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Writes files to read, and makes services of them. */
final class SampleFiles {
  enum Format {
    STREAM,
    FILE
  }

  private static final List<String> LEVELS = List.of("low", "mid", "high");

  private SampleFiles() {}

  /** Writes rows 0..n of an id, a text with nulls, and an enum. */
  static Path write(Path file, Format format, int batches, int rows, BufferAllocator allocator)
      throws IOException {
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(32, true));
    try (VarCharVector words = new VarCharVector("level", allocator);
        BigIntVector ids = new BigIntVector("id", allocator);
        VarCharVector texts = new VarCharVector("text", allocator);
        IntVector levels =
            new IntVector(
                new Field(
                    "level", new FieldType(true, new ArrowType.Int(32, true), encoding), null),
                allocator);
        FileChannel out =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      words.allocateNew();
      for (int i = 0; i < LEVELS.size(); i++) {
        words.setSafe(i, LEVELS.get(i).getBytes(StandardCharsets.UTF_8));
      }
      words.setValueCount(LEVELS.size());
      MapDictionaryProvider dictionaries =
          new MapDictionaryProvider(new Dictionary(words, encoding));
      VectorSchemaRoot root = VectorSchemaRoot.of(ids, texts, levels);
      try (ArrowWriter writer =
          format == Format.FILE
              ? new ArrowFileWriter(root, dictionaries, out)
              : new ArrowStreamWriter(root, dictionaries, out)) {
        writer.start();
        for (int batch = 0; batch < batches; batch++) {
          fill(root, batch * rows, rows);
          writer.writeBatch();
        }
        writer.end();
      }
    }
    return file;
  }

  private static void fill(VectorSchemaRoot root, int from, int rows) {
    root.allocateNew();
    for (int i = 0; i < rows; i++) {
      int row = from + i;
      ((BigIntVector) root.getVector("id")).setSafe(i, row);
      if (row % 5 != 0) {
        ((VarCharVector) root.getVector("text"))
            .setSafe(i, ("row " + row).getBytes(StandardCharsets.UTF_8));
      }
      ((IntVector) root.getVector("level")).setSafe(i, row % LEVELS.size());
    }
    root.setRowCount(rows);
  }

  static ParamsType<DeclaredParams> type(DeclaredParameter... parameters) {
    return ParamsType.declared(ParamsDeclaration.of("test.file", List.of(parameters)));
  }

  /** Returns a service of files below {@code folder}. */
  static ResumableService<DeclaredParams> service(
      Path folder, String path, ParamsType<DeclaredParams> type, boolean mapped) {
    return (ResumableService<DeclaredParams>)
        new ArrowFileProvider()
            .open(
                new ArrowFileSettings(List.of(folder.toString()), mapped),
                new SourceContext("ticks", folder))
            .service(new ArrowFileReads(path), type);
  }

  static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, ServiceContext.DEFAULT_BATCH_ROWS, new Cancellation());
  }
}
