package io.fastflight.example.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WaysToReadTest {
  private static final Path EXAMPLE = Path.of("").toAbsolutePath();

  @Test
  void printsWhatItsReadmeSays() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      WaysToRead.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "The ids sum up to 499500",
            "The last of 3 is 2",
            "In the file: 1000",
            "In the data frame: 1000");
    String readme = Files.readString(EXAMPLE.resolve("README.md"));
    printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> assertThat(readme).contains(line));
  }

  @Test
  void theCodeOfTheHowToIsThisCode() throws IOException {
    String code =
        Files.readString(
            EXAMPLE.resolve("src/main/java/io/fastflight/example/reads/WaysToRead.java"));
    String shown = code.substring(code.indexOf("// snippet:begin"), code.indexOf("// snippet:end"));
    String snippet = shown.substring(shown.indexOf('\n') + 1).stripTrailing().stripIndent();
    assertThat(Files.readString(EXAMPLE.resolve("../../docs/how-to/ways-to-read.md")))
        .contains(snippet);
  }
}
