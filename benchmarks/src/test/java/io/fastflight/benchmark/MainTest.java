package io.fastflight.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.benchmark.cases.Cases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Wrong words on the command line. */
class MainTest {
  @Test
  void anUnknownCaseListsWhatThereIs() {
    assertThatThrownBy(() -> CaseRun.chosen(Cases.all(), List.of("int65")))
        .hasMessage(
            "There is no case 'int65'. There are: int64, batches, streams, mixed, big, first, small, link.");
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    StringWriter said = new StringWriter();
    CommandLine main = Main.commandLine().setErr(new PrintWriter(said));
    assertThat(main.execute("wire", "--gigabite", "1")).isEqualTo(2);
    assertThat(said.toString()).contains("--gigabite", "--gigabytes");
  }

  @Test
  void aSizeOutOfRangeIsWrongUsage() {
    assertThat(Main.commandLine().execute("memory", "--streams", "0")).isEqualTo(2);
  }
}
