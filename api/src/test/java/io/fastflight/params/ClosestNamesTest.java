package io.fastflight.params;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ClosestNamesTest {
  @Test
  void closestComesFirstAndAtMostThreeAreShown() {
    assertThat(
            ClosestNames.to(
                "demo.ehco", List.of("demo.etch", "demo.echo", "demo.eeho", "demo.enco", "x")))
        .containsExactly("demo.enco", "demo.echo", "demo.eeho");
  }

  @Test
  void caseDoesNotCount() {
    assertThat(ClosestNames.to("DEMO.ECHO", List.of("demo.echo"))).containsExactly("demo.echo");
  }

  @Test
  void farNamesAreLeftOut() {
    assertThat(ClosestNames.to("something.else", List.of("demo.echo"))).isEmpty();
  }

  @Test
  void oneLetterNamesMayBeTwoAway() {
    assertThat(ClosestNames.to("vv", List.of("v"))).containsExactly("v");
  }

  @Test
  void hostileNameCostsNoTime() {
    List<String> known = IntStream.range(0, 1_000).mapToObj(i -> "demo.service" + i).toList();
    String hostile = "demo.service".repeat(20_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(ClosestNames.to(hostile, known)).isEmpty());
  }
}
