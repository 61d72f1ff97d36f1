package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file, the command and the answer of docs/reference/policy.md. */
class PolicyDocsTest {
  @TempDir private Path folder;

  @Test
  void theExampleIsExplainedAsThePageSays() throws Exception {
    String page = Files.readString(Path.of("../docs/reference/policy.md"));
    Files.createDirectory(folder.resolve("data"));
    TestPostgres.run(
        "jdbc:duckdb:",
        new String[] {
          "COPY (SELECT 1 AS id, 'n' AS region, 'e' AS email, 'c' AS card, 2 AS total) TO '%s'"
              .formatted(folder.resolve("data/orders.parquet"))
        });
    Files.writeString(folder.resolve("mask-key"), "a key of 16 characters\n");
    Path file = Files.writeString(folder.resolve("fastflight.yaml"), block(page, "yaml"));

    TestConsole checked = new TestConsole();
    assertThat(checked.run("check-config", file.toString())).as(checked.err()).isZero();

    List<String> command =
        page.lines()
            .map(String::strip)
            .filter(line -> line.startsWith("./fastflight policy"))
            .map(line -> List.of(line.split(" ")))
            .findFirst()
            .orElseThrow();
    TestConsole explained = new TestConsole();
    String[] words =
        Stream.concat(
                command.subList(1, command.size()).stream(), Stream.of("--config", file.toString()))
            .toArray(String[]::new);
    assertThat(explained.run(words)).as(Arrays.toString(words) + explained.err()).isZero();
    assertThat(explained.out()).isEqualTo(block(page, "text"));
  }

  static String block(String page, String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }
}
