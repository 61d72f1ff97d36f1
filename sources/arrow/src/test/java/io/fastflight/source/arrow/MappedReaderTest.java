package io.fastflight.source.arrow;

import static io.fastflight.source.arrow.SampleFiles.context;
import static io.fastflight.source.arrow.SampleFiles.service;
import static io.fastflight.source.arrow.SampleFiles.type;
import static io.fastflight.source.arrow.SampleFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.ResumableService;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.arrow.SampleFiles.Format;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MappedReaderTest {
  private static final ParamsType<DeclaredParams> NONE = type();
  private static final DeclaredParams NOTHING = NONE.read(Map.of());

  @TempDir private Path folder;

  private BatchReader open(BufferAllocator allocator) throws Exception {
    return service(folder, "a.arrow", NONE, true).open(NOTHING, context(allocator));
  }

  private static List<Long> ids(BatchReader reader) {
    List<Long> ids = new ArrayList<>();
    while (reader.next()) {
      BigIntVector column = (BigIntVector) reader.batch().getVector("id");
      for (int i = 0; i < column.getValueCount(); i++) {
        ids.add(column.get(i));
      }
    }
    return ids;
  }

  @ParameterizedTest
  @CsvSource({"STREAM,true", "STREAM,false", "FILE,true", "FILE,false"})
  void rowsAreThoseOfArrowsOwnReader(Format format, boolean mapped, BufferAllocator allocator)
      throws Exception {
    Path file = write(folder.resolve("a.arrow"), format, 3, 1_000, allocator);
    Path stream = write(folder.resolve("b.arrow"), Format.STREAM, 3, 1_000, allocator);
    assertThat(file).exists();
    try (BatchReader reader =
            service(folder, "a.arrow", NONE, mapped).open(NOTHING, context(allocator));
        Table table = Table.read(reader, allocator);
        Table expected = Table.fromIpc(Files.newInputStream(stream), allocator)) {
      assertThat(table.rowCount()).isEqualTo(3_000);
      assertThat(table.schema()).isEqualTo(expected.schema());
      assertThat(text(table)).isEqualTo(text(expected));
    }
  }

  private static List<String> text(Table table) {
    List<String> batches = new ArrayList<>();
    try (BatchReader reader = table.reader()) {
      while (reader.next()) {
        batches.add(reader.batch().contentToTSVString());
      }
      batches.add(reader.dictionaries().lookup(7).getVector().toString());
    }
    return batches;
  }

  @Test
  void bodiesAreThePagesOfTheFile(BufferAllocator allocator) throws Exception {
    write(folder.resolve("a.arrow"), Format.FILE, 2, 100_000, allocator);
    long before = allocator.getAllocatedMemory();
    try (BatchReader reader = open(allocator)) {
      assertThat(reader.next()).isTrue();
      assertThat(allocator.getAllocatedMemory()).isGreaterThan(before + 100_000 * 8);
      assertThat(Files.readString(Path.of("/proc/self/maps"))).contains("a.arrow");
    }
    assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aFileWithoutBatchesIsAnEmptyResult(Format format, BufferAllocator allocator)
      throws Exception {
    write(folder.resolve("a.arrow"), format, 0, 0, allocator);
    try (BatchReader reader = open(allocator)) {
      assertThat(reader.schema().getFields()).hasSize(3);
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).isFalse();
    }
  }

  /** Cuts a file at many places: never a shorter result, always an error. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void aFileThatIsCutShortIsAnError(Format format, BufferAllocator allocator) throws Exception {
    Path whole = write(folder.resolve("whole"), format, 3, 50, allocator);
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length < bytes.length; length += 7) {
      Files.write(folder.resolve("a.arrow"), java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(
              () -> {
                try (BatchReader reader = open(allocator)) {
                  ids(reader);
                }
              })
          .as("%s of %s bytes", length, bytes.length)
          .isInstanceOf(DataServiceException.class)
          .message()
          .startsWith("The Arrow file 'a.arrow' of source 'ticks' cannot be read: it ");
    }
  }

  /** Whatever the bytes say: an error or rows, never anything else. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void aBrokenFileIsAnError(Format format, BufferAllocator allocator) throws Exception {
    byte[] bytes = Files.readAllBytes(write(folder.resolve("whole"), format, 2, 20, allocator));
    Random random = new Random(Long.getLong("test.seed", 1));
    for (int i = 0; i < 300; i++) {
      byte[] broken = bytes.clone();
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(folder.resolve("a.arrow"), broken);
      try (BatchReader reader = open(allocator)) {
        while (reader.next()) {
          assertThat(reader.batch().getRowCount()).isNotNegative();
        }
      } catch (DataServiceException | OutOfMemoryException told) {
        assertThat(told).hasMessageNotContaining("Exception");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aFileThatIsCutWhileItIsReadIsAnError(Format format, BufferAllocator allocator)
      throws Exception {
    Path file = write(folder.resolve("a.arrow"), format, 3, 1_000, allocator);
    try (BatchReader reader = open(allocator)) {
      assertThat(reader.next()).isTrue();
      try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
        cut.truncate(cut.size() / 2);
      }
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "The Arrow file 'a.arrow' of source 'ticks' cannot be read: it was cut short or written to while it was read.");
    }
  }

  @Test
  void aFileThatIsWrittenToWhileItIsReadIsAnError(BufferAllocator allocator) throws Exception {
    Path file = write(folder.resolve("a.arrow"), Format.FILE, 3, 1_000, allocator);
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000));
    try (BatchReader reader = open(allocator)) {
      assertThat(reader.next()).isTrue();
      try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
        out.write(java.nio.ByteBuffer.wrap(new byte[] {1}), out.size() - 100);
      }
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessageContaining("it was written to while it was read");
    }
  }

  @Test
  void aFileThatIsReplacedIsReadToItsEnd(BufferAllocator allocator) throws Exception {
    Path file = write(folder.resolve("a.arrow"), Format.FILE, 3, 10, allocator);
    Path other = write(folder.resolve("b.arrow"), Format.FILE, 1, 5, allocator);
    try (BatchReader reader = open(allocator)) {
      assertThat(reader.next()).isTrue();
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      assertThat(ids(reader)).hasSize(20);
    }
    try (BatchReader reader = open(allocator)) {
      assertThat(ids(reader)).hasSize(5);
    }
  }

  @Test
  void aStreamIsReadOnWhereItBroke(BufferAllocator allocator) throws Exception {
    Path file = write(folder.resolve("a.arrow"), Format.FILE, 3, 10, allocator);
    ResumableService<DeclaredParams> service = service(folder, "a.arrow", NONE, true);
    ServiceContext context = context(allocator);
    String snapshot = service.snapshot(NOTHING, context);
    try (BatchReader reader = service.open(NOTHING, new ResumePoint(snapshot, 25), context)) {
      assertThat(ids(reader)).containsExactly(25L, 26L, 27L, 28L, 29L);
    }
    write(file, Format.FILE, 3, 11, allocator);
    assertThatThrownBy(() -> service.open(NOTHING, new ResumePoint(snapshot, 25), context))
        .isInstanceOf(IncompleteStreamException.class);
  }

  @Test
  void aBodyThatDoesNotFitIntoTheRequestIsGivenBack(BufferAllocator allocator) throws Exception {
    write(folder.resolve("a.arrow"), Format.FILE, 2, 100_000, allocator);
    try (BufferAllocator small = allocator.newChildAllocator("small", 0, 100_000);
        BatchReader reader = open(small)) {
      assertThatThrownBy(reader::next).isInstanceOf(OutOfMemoryException.class);
    }
  }

  @Test
  void whatIsNoArrowFileIsToldSo(BufferAllocator allocator) throws IOException {
    Files.writeString(folder.resolve("a.arrow"), "region,amount\nnorth,1\n".repeat(10));
    assertThatThrownBy(() -> open(allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageContaining("it is no Arrow IPC file");
  }
}
