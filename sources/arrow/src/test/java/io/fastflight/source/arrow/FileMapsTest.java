package io.fastflight.source.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.source.arrow.SampleFiles.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps outlive a request, never their file's state, and not for long. */
class FileMapsTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path folder;

  private BatchReader open(FileMaps maps, BufferAllocator allocator) throws IOException {
    RootFolder.Opened file = RootFolder.of(folder).open(List.of("a.arrow"));
    return MappedReader.open("ticks", file, maps, SampleFiles.context(allocator));
  }

  private Path write(String name, int rows, BufferAllocator allocator) throws IOException {
    return SampleFiles.write(folder.resolve(name), Format.FILE, 3, rows, allocator);
  }

  private boolean isMapped() throws IOException {
    String file = folder.toRealPath().resolve("a.arrow").toString();
    return Files.readString(Path.of("/proc/self/maps")).contains(file);
  }

  private static long rows(BatchReader reader, BufferAllocator allocator) {
    try (Table table = Table.read(reader, allocator)) {
      return table.rowCount();
    }
  }

  @Test
  void aMapStaysForTheNextReadAndGoesWithItsSource(BufferAllocator allocator) throws Exception {
    write("a.arrow", 1_000, allocator);
    try (FileMaps maps = new FileMaps(LONG)) {
      try (BatchReader first = open(maps, allocator);
          BatchReader second = open(maps, allocator)) {
        assertThat(rows(first, allocator)).isEqualTo(3_000);
        assertThat(rows(second, allocator)).isEqualTo(3_000);
        assertThat(maps.size()).isOne();
      }
      assertThat(isMapped()).isTrue();
    }
    assertThat(isMapped()).isFalse();
  }

  @Test
  void aBatchKeepsItsPagesWhenItsSourceIsClosed(BufferAllocator allocator) throws Exception {
    write("a.arrow", 1_000, allocator);
    FileMaps maps = new FileMaps(LONG);
    try (BatchReader reader = open(maps, allocator)) {
      assertThat(reader.next()).isTrue();
      maps.close();
      assertThat(reader.batch().getVector("id").getObject(999)).isEqualTo(999L);
      assertThat(isMapped()).isTrue();
    }
    assertThat(isMapped()).isFalse();
    assertThat(maps.size()).isZero();
  }

  @Test
  void aMapThatNobodyUsesIsDroppedAfterAWhile(BufferAllocator allocator) throws Exception {
    write("a.arrow", 10, allocator);
    try (FileMaps maps = new FileMaps(Duration.ofMillis(50))) {
      try (BatchReader reader = open(maps, allocator)) {
        assertThat(rows(reader, allocator)).isEqualTo(30);
      }
      for (int i = 0; i < 1_000 && isMapped(); i++) {
        assertThat(new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(isMapped()).isFalse();
      assertThat(maps.size()).isZero();
    }
  }

  @Test
  void aReplacedFileIsMappedAnew(BufferAllocator allocator) throws Exception {
    write("a.arrow", 1_000, allocator);
    try (FileMaps maps = new FileMaps(LONG)) {
      try (BatchReader old = open(maps, allocator)) {
        Files.move(
            write("new.arrow", 2_000, allocator),
            folder.resolve("a.arrow"),
            StandardCopyOption.REPLACE_EXISTING);
        try (BatchReader replaced = open(maps, allocator)) {
          assertThat(maps.size()).isEqualTo(2);
          assertThat(rows(replaced, allocator)).isEqualTo(6_000);
        }
        assertThat(rows(old, allocator)).isEqualTo(3_000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {64, 1_000, 4_096, 20_000, 65_536, 1L << 30})
  void whereWindowsEndMakesNoDifference(long windowBytes, BufferAllocator allocator)
      throws Exception {
    write("a.arrow", 1_000, allocator);
    try (FileMaps maps = new FileMaps(Duration.ZERO, windowBytes);
        BatchReader reader = open(maps, allocator);
        FileMaps none = new FileMaps(Duration.ZERO);
        BatchReader expected = open(none, allocator)) {
      for (int batch = 0; batch < 3; batch++) {
        assertThat(reader.next()).isTrue();
        assertThat(expected.next()).isTrue();
        assertThat(reader.batch().contentToTSVString())
            .isEqualTo(expected.batch().contentToTSVString());
      }
      assertThat(reader.next()).isFalse();
    }
    assertThat(isMapped()).isFalse();
  }
}
