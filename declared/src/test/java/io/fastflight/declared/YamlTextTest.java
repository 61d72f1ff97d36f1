package io.fastflight.declared;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTextTest {
  private final FaultList faults = new FaultList();

  private Node read(String text) {
    return YamlText.read(text, faults).orElseThrow();
  }

  private List<String> faults(String text) {
    YamlText.read(text, faults);
    return faults.inOrder().stream().map(Fault::toString).toList();
  }

  @Test
  void plainScalarsAreWhatTheyLookLike() {
    Node node =
        read(
            """
            [1, -5, 0, 9223372036854775808, 1.50, 1e3, true, false, null, ~, "5", 'true', a b,
             2024-01-31, 13:45:00, yes, 0x10, 007, +1, .5, NaN]
            """);
    assertThat(node.value())
        .isEqualTo(
            Arrays.asList(
                1L,
                -5L,
                0L,
                new BigInteger("9223372036854775808"),
                new BigDecimal("1.50"),
                new BigDecimal("1e3"),
                true,
                false,
                null,
                null,
                "5",
                "true",
                "a b",
                "2024-01-31",
                "13:45:00",
                "yes",
                "0x10",
                "007",
                "+1",
                ".5",
                "NaN"));
    assertThat(faults.isEmpty()).isTrue();
  }

  @Test
  void keysKeepTheirOrderAndTheirPlaces() {
    Node.Fields node = (Node.Fields) read("b: 1\na:\n  - x\n  - c: |\n      two\n      lines\n");
    assertThat(node.fields().keySet()).containsExactly("b", "a");
    assertThat(node.fields().get("a").key()).isEqualTo(new Place(2, 1));
    assertThat(node.value())
        .isEqualTo(Map.of("b", 1L, "a", List.of("x", Map.of("c", "two\nlines\n"))));
  }

  @Test
  void keysUsedTwiceAreToldWithBothLines() {
    assertThat(faults("a: 1\nb: 2\na: 3\nc: {x: 1, x: 2}\n"))
        .containsExactly(
            "3:1: the key 'a' is used twice, first in line 1",
            "4:11: the key 'x' is used twice, first in line 4");
  }

  @Test
  void whatMakesYamlMoreThanDataIsRefused() {
    assertThat(
            faults(
                "a: &x 1\nb: *x\nc: !!str 5\nd: !java.lang.Runtime {}\ne: !!set [x]\n[1, 2]: 3\n"))
        .containsExactly(
            "1:4: an anchor (&name) is not allowed; leave it out",
            "2:4: an alias (*name) is not allowed; write the value out",
            "3:4: a tag (!name) is not allowed; leave it out",
            "4:4: a tag (!name) is not allowed; leave it out",
            "5:4: a tag (!name) is not allowed; leave it out",
            "6:1: a key must be a text, was a list");
  }

  @Test
  void aLaughBombIsRefusedQuickly() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(faults(bomb.toString())).hasSize(60 + 118);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [1, 2 | 1:9",
        "a: b: c | 1:5",
        "\"a | 1:3",
        "a: @x | 1:4",
      })
  void brokenYamlIsToldWithItsPlace(String text, String place) {
    assertThat(faults(text)).singleElement().asString().startsWith(place + ": this is not YAML: ");
  }

  @Test
  void depthAndDocumentsAreBounded() {
    assertThat(faults("[".repeat(10_000)))
        .singleElement()
        .asString()
        .contains("more than 32 levels deep");
    assertThat(new YamlTextTest().faults("a: 1\n---\nb: 2\n"))
        .containsExactly("3:1: a second document; a file has one");
  }
}
