package io.fastflight.source.duckdb.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.ParamsCodec;
import io.fastflight.params.ParamsType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GenerateParamsTest {
  private static final ParamsCodec CODEC =
      ParamsCodec.of(
          List.of(ParamsType.of(GenerateParams.class), ParamsType.of(GenerateAsyncParams.class)));

  @Test
  void defaults() {
    assertThat(decode("{\"param_type\":\"demo.generate\"}"))
        .isEqualTo(
            new GenerateParams(
                1_000_000, 8, 65_536, 0, GenerateKind.int64, 0, OptionalLong.empty(), false));
  }

  @Test
  void theAsynchronousOneHasTheSame() {
    assertThat(decode("{\"param_type\":\"demo.generate_async\"}"))
        .isEqualTo(
            GenerateAsyncParams.of((GenerateParams) decode("{\"param_type\":\"demo.generate\"}")));
  }

  @Test
  void everyFieldTravels() {
    GenerateParams params =
        new GenerateParams(
            1_000_000_000_000L,
            256,
            16_777_216,
            Integer.MAX_VALUE,
            GenerateKind.mixed,
            60_000,
            OptionalLong.of(7),
            true);

    assertThat(CODEC.decode(ParamsCodec.encode(params)).params()).isEqualTo(params);
    assertThat(new String(ParamsCodec.encode(params), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"param_type\":\"demo.generate\",\"rows\":1000000000000,\"columns\":256,"
                + "\"batch_rows\":16777216,\"seed\":2147483647,\"kind\":\"mixed\",\"delay_ms\":60000,"
                + "\"fail_at_row\":7,\"repeat_batch\":true}");
  }

  @Test
  void allLimitsAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                new GenerateParams(
                    -1, 0, 0, -1, GenerateKind.int64, 60_001, OptionalLong.of(-1), false))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "demo.generate: rows must be 0..1000000000000, was -1; columns must be 1..256, was 0;"
                + " batch_rows must be 1..16777216, was 0; seed must be 0..2147483647, was -1;"
                + " delay_ms must be 0..60000, was 60001;"
                + " fail_at_row must be 0..1000000000000, was -1.");
  }

  @Test
  void theAsynchronousOneNamesItself() {
    assertThatThrownBy(() -> decode("{\"param_type\":\"demo.generate_async\",\"columns\":257}"))
        .hasMessage("demo.generate_async: columns must be 1..256, was 257.");
  }

  @Test
  void anUnknownKindListsTheKnown() {
    assertThatThrownBy(() -> decode("{\"param_type\":\"demo.generate\",\"kind\":\"INT64\"}"))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("\"int64\", \"float64\", \"utf8\", \"mixed\"");
  }

  private static Object decode(String json) {
    return CODEC.decode(json.getBytes(StandardCharsets.UTF_8)).params();
  }
}
