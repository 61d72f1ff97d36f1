package io.fastflight.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InvalidParamsException;
import org.junit.jupiter.api.Test;

class FaultsTest {
  @Test
  void allFaultsAreInOneMessage() {
    Faults faults =
        Faults.in("demo.echo")
            .range("repeat", 1_001, 1, 1_000)
            .range("size", 5, 1, 5)
            .check(false, "message", " ", "not blank")
            .check(true, "origin", null, "present");
    assertThatThrownBy(faults::throwIfAny)
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "demo.echo: repeat must be 1..1000, was 1001; message must be not blank, was \" \".");
  }

  @Test
  void boundsAreIncluded() {
    assertThatCode(
            () -> Faults.in("demo.echo").range("a", 1, 1, 2).range("b", 2, 1, 2).throwIfAny())
        .doesNotThrowAnyException();
  }

  @Test
  void longValuesAreCutTo80Characters() {
    assertThat(Faults.shown("x".repeat(78))).hasSize(80).endsWith("x\"");
    assertThat(Faults.shown("x".repeat(79))).isEqualTo("\"" + "x".repeat(76) + "...");
  }

  @Test
  void cutDoesNotSplitACharacter() {
    assertThat(Faults.shown("x".repeat(75) + "\uD83D\uDE00".repeat(5)))
        .isEqualTo("\"" + "x".repeat(75) + "...");
  }

  @Test
  void controlCharactersCannotWriteLinesOfALog() {
    assertThat(Faults.shown("a\r\nERROR \u001b[31m\u2028"))
        .isEqualTo("\"a\\u000d\\u000aERROR \\u001b[31m\\u2028\"");
  }

  @Test
  void valuesThatAreNoTextAreShownBare() {
    assertThat(Faults.shown(5)).isEqualTo("5");
    assertThat(Faults.shown(null)).isEqualTo("null");
  }
}
