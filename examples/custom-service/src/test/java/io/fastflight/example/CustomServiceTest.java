package io.fastflight.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CustomServiceTest {
  private static final Path EXAMPLE = Path.of("").toAbsolutePath();

  @Test
  void printsWhatItsReadmeSays() throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      CustomService.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    String output = printed.toString(StandardCharsets.UTF_8);
    assertThat(output).isEqualTo("5 rows, the last is 25" + System.lineSeparator());
    assertThat(Files.readString(EXAMPLE.resolve("README.md"))).contains(output.strip());
  }

  @Test
  void theQuickStartOfTheReadmeIsThisCode() throws IOException {
    String code =
        Files.readString(EXAMPLE.resolve("src/main/java/io/fastflight/example/CustomService.java"));
    String shown =
        code.substring(code.indexOf("// quick-start:begin"), code.indexOf("// quick-start:end"));
    String quickStart = shown.substring(shown.indexOf('\n') + 1).stripTrailing().stripIndent();
    assertThat(Files.readString(EXAMPLE.resolve("../../README.md"))).contains(quickStart);
  }
}
