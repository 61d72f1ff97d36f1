package io.fastflight.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.cli.TestConsole;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static void add(Progress progress, BufferAllocator memory) {
    BigIntVector vector = new BigIntVector("id", memory);
    try (VectorSchemaRoot batch = VectorSchemaRoot.of(vector)) {
      for (int i = 0; i < 1_000; i++) {
        vector.setSafe(i, i);
      }
      batch.setRowCount(1_000);
      progress.add(batch);
    }
  }

  @Test
  void aLongReadIsShownOnATerminalAndItsLineRemoved(BufferAllocator memory) {
    TestConsole terminal = new TestConsole(true);
    try (Progress progress = Progress.begin(terminal.console())) {
      add(progress, memory);
      Awaitility.await().until(() -> terminal.err().contains("1,000 rows, 0.0 MB in "));
    }
    assertThat(terminal.err()).startsWith("\r\u001b[K").endsWith("\r\u001b[K");
  }

  @Test
  void aShortReadShowsNothing(BufferAllocator memory) {
    TestConsole terminal = new TestConsole(true);
    try (Progress progress = Progress.begin(terminal.console())) {
      add(progress, memory);
      assertThat(progress.rowCount()).isEqualTo(1_000);
    }
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void whatIsNoTerminalSeesNothing(BufferAllocator memory) {
    TestConsole file = new TestConsole(false);
    try (Progress progress = Progress.begin(file.console())) {
      add(progress, memory);
      assertThat(progress.text()).startsWith("1,000 rows, 0.0 MB in 0.");
    }
    assertThat(file.err()).isEmpty();
  }
}
