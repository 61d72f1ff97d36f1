package io.fastflight.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressReaderTest {
  private final BufferAllocator memory = new RootAllocator();
  private final List<ReadProgress> told = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    memory.close();
  }

  @Test
  void eachBatchIsToldWithAllBeforeIt() {
    TestReader source = new TestReader(memory, 3);
    try (BatchReader reader = new ProgressReader(source, told::add)) {
      assertThat(Batches.values(reader)).hasSize(12);
    }
    assertThat(told).extracting(ReadProgress::rows).containsExactly(4L, 8L, 12L);
    assertThat(told).extracting(ReadProgress::bytes).isSorted().doesNotContain(0L);
    assertThat(told).extracting(ReadProgress::expectedRows).containsOnly(OptionalLong.empty());
    assertThat(source.closes()).isEqualTo(1);
  }

  @Test
  void aTableKnowsHowManyRowsToExpect() {
    try (Table table = Table.read(new TestReader(memory, 2), memory);
        BatchReader reader = new ProgressReader(table.reader(), told::add)) {
      assertThat(reader.expectedRows()).hasValue(8);
      assertThat(reader.next()).isTrue();
    }
    assertThat(told).extracting(ReadProgress::expectedRows).containsExactly(OptionalLong.of(8));
  }
}
