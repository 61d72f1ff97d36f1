package io.fastflight.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.cli.console.WrongUsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "17B, 17",
    "1KiB, 1024",
    "512MiB, 536870912",
    "512 mib, 536870912",
    "4GiB, 4294967296",
    "2TiB, 2199023255552",
    "1KB, 1000",
    "3MB, 3000000",
    "5gb, 5000000000",
    "1TB, 1000000000000",
    "9223372036854775B, 9223372036854775"
  })
  void aSizeIsANumberAndAUnit(String text, long bytes) {
    assertThat(ByteSize.parse("--size", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "0MiB",
        "-1",
        "+1",
        "1.5GiB",
        "1,5GiB",
        "MiB",
        "1 M",
        "512m",
        "1MiBs",
        "1e6",
        "9999999TiB",
        "99999999999999999999",
        "\u0661MiB"
      })
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> ByteSize.parse("--size", text))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(
            "--size must be a size of 1 byte or more, in whole B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB, by thousands), was '%s'. An example is 512MiB."
                .formatted(text));
  }

  @Test
  void aLongTextIsCut() {
    assertThatThrownBy(() -> ByteSize.parse("--size", "x".repeat(1_000)))
        .hasMessageContaining("was '" + "x".repeat(77) + "...'.");
  }
}
