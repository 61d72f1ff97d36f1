package io.fastflight.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.ReadProgress;
import io.fastflight.cli.TestConsole;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final ReadProgress SOME = new ReadProgress(1_000, 8_000, OptionalLong.empty());

  @Test
  void aLongReadIsShownOnATerminalAndItsLineRemoved() {
    TestConsole terminal = new TestConsole(true);
    try (Progress progress = Progress.begin(terminal.console())) {
      progress.progressed(SOME);
      Awaitility.await().until(() -> terminal.err().contains("1,000 rows, 0.0 MB in "));
    }
    assertThat(terminal.err()).startsWith("\r\u001b[K").endsWith("\r\u001b[K");
  }

  @Test
  void aShortReadShowsNothing() {
    TestConsole terminal = new TestConsole(true);
    try (Progress progress = Progress.begin(terminal.console())) {
      progress.progressed(SOME);
      assertThat(progress.rowCount()).isEqualTo(1_000);
    }
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void whatIsNoTerminalSeesNothing() {
    TestConsole file = new TestConsole(false);
    try (Progress progress = Progress.begin(file.console())) {
      progress.progressed(SOME);
      assertThat(progress.text()).startsWith("1,000 rows, 0.0 MB in 0.");
    }
    assertThat(file.err()).isEmpty();
  }

  @Test
  void theShareOfAllRowsIsShownWhereTheyAreKnown() {
    try (Progress progress = Progress.begin(new TestConsole(false).console())) {
      progress.progressed(new ReadProgress(1_000, 8_000, OptionalLong.of(4_000)));
      assertThat(progress.text()).startsWith("1,000 rows of 4,000 (25 %), 0.0 MB in 0.");
    }
  }
}
