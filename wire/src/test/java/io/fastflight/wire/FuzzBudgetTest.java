package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzers begin with keeps the promises, and a broken promise is noticed. */
class FuzzBudgetTest {
  static Stream<List<RawMessage>> forged() {
    return ForgedStreams.all().stream();
  }

  @ParameterizedTest
  @MethodSource("forged")
  void aForgedStreamKeepsThePromises(List<RawMessage> stream) throws Exception {
    byte[] input = FuzzSeeds.streamInput(stream);
    assertThat(input.length).isLessThanOrEqualTo(FuzzBudget.MOST_INPUT_BYTES);
    FuzzStream.fuzzerTestOneInput(FuzzSeeds.streamInput(FuzzSeeds.words()));
    ShallowStack.run(() -> FuzzStream.fuzzerTestOneInput(input));
  }

  @Test
  void everySeedKeepsThePromises() throws Exception {
    ShallowStack.run(
        () -> {
          FuzzStream.fuzzerInitialize();
          FuzzFrame.fuzzerInitialize();
          FuzzTicket.fuzzerInitialize();
        });
  }
}
