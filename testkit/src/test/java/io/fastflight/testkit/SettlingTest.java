package io.fastflight.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private final Iterator<Integer> looks = List.of(3, 2, 0, 1).iterator();

  @Test
  void firstSettledLookCountsAndNoneAfterIt() {
    assertThat(Settling.last(Duration.ofMinutes(1), looks::next, left -> left == 0)).isZero();
    assertThat(looks.next()).isEqualTo(1);
  }

  @Test
  void lastLookCountsWhenPatienceEnds() {
    assertThat(Settling.last(Duration.ZERO, looks::next, left -> left == 0)).isEqualTo(3);
  }
}
