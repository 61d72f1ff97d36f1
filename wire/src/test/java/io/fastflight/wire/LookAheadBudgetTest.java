package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LookAheadBudgetTest {
  private final LookAheadBudget budget = new LookAheadBudget(100);

  @Test
  void noMoreIsGivenThanThereIs() {
    assertThat(budget.tryAcquire(60)).isTrue();
    assertThat(budget.tryAcquire(41)).isFalse();
    assertThat(budget.tryAcquire(40)).isTrue();
    assertThat(budget.heldBytes()).isEqualTo(100);
  }

  @Test
  void aHugeWishIsRefusedWithoutOverflow() {
    budget.correct(0, 50);
    assertThat(budget.tryAcquire(Long.MAX_VALUE)).isFalse();
    assertThat(budget.heldBytes()).isEqualTo(50);
  }

  @Test
  void aMessageLargerThanItsEstimateIsCountedAndKeepsOthersOut() {
    assertThat(budget.tryAcquire(10)).isTrue();
    budget.correct(10, 150);
    assertThat(budget.heldBytes()).isEqualTo(150);
    assertThat(budget.tryAcquire(1)).isFalse();
    budget.release(150);
    assertThat(budget.tryAcquire(100)).isTrue();
  }

  @Test
  void aMessageSmallerThanItsEstimateGivesTheRestBack() {
    assertThat(budget.tryAcquire(100)).isTrue();
    budget.correct(100, 30);
    assertThat(budget.tryAcquire(70)).isTrue();
  }

  @Test
  void aNegativeBudgetIsRefused() {
    assertThatThrownBy(() -> new LookAheadBudget(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The look-ahead of a server must be 0 bytes or more, was -1.");
  }
}
