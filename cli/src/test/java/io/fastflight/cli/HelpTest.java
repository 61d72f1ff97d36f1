package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the command line says about itself, and when it is used wrongly. */
class HelpTest {
  private static CommandLine root() {
    return CommandRunner.commandLine(new TestConsole().console(), false, "");
  }

  static Stream<CommandLine> commands() {
    return Stream.concat(Stream.of(root()), root().getSubcommands().values().stream());
  }

  static Stream<List<String>> examples() {
    return commands()
        .flatMap(command -> Arrays.stream(command.getCommandSpec().usageMessage().footer()))
        .map(String::strip)
        .filter(line -> line.startsWith("fastflight "))
        .map(line -> List.of(line.split(" +")));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleParses(List<String> words) {
    assertThat(root().parseArgs(words.subList(1, words.size()).toArray(String[]::new)).errors())
        .isEmpty();
  }

  @Test
  void thereAreExamplesForEveryCommand() {
    assertThat(commands())
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().usageMessage().footer())
                    .anyMatch(line -> line.startsWith("  fastflight ")));
  }

  @Test
  void helpListsTheCommandsAndTheExitCodes() {
    TestConsole console = new TestConsole();
    assertThat(console.run("--help")).isZero();
    assertThat(console.out())
        .contains("start-all", "start-flight-server", "start-rest-server", "services", "describe")
        .contains("query", "demo", "Exit codes:", "141", "Examples:");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void helpOfACommandIsAnswered() {
    TestConsole console = new TestConsole();
    assertThat(console.run("query", "--help")).isZero();
    assertThat(console.out()).contains("Usage: fastflight query", "--max-rows", "Examples:");
  }

  @Test
  void versionIsOneLine() {
    TestConsole console = new TestConsole();
    assertThat(console.run("--version")).isZero();
    assertThat(console.out())
        .matches("fastflight \\S+ on Java " + System.getProperty("java.version") + "\\R");
    assertThat(console.out().strip()).isEqualTo(Version.text());
  }

  @Test
  void unknownCommandsAndOptionsNameTheClosest() {
    TestConsole command = new TestConsole();
    assertThat(command.run("qurey", "demo.flights")).isEqualTo(2);
    assertThat(command.err())
        .startsWith("fastflight: Unmatched argument")
        .contains("Did you mean: ", "fastflight query")
        .contains("Try 'fastflight --help'.");

    TestConsole option = new TestConsole();
    assertThat(option.run("query", "demo.flights", "--parm", "a=b")).isEqualTo(2);
    assertThat(option.err()).contains("--param").contains("Try 'fastflight query --help'.");
  }

  @Test
  void noCommandIsWrongUsage() {
    TestConsole console = new TestConsole();
    assertThat(console.run()).isEqualTo(2);
    assertThat(console.err())
        .isEqualTo("fastflight: Say which command.\nTry 'fastflight --help'.\n");
  }
}
