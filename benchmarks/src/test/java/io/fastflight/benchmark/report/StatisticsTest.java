package io.fastflight.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The figures behind every table. */
class StatisticsTest {
  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5.0);
    assertThat(Statistics.median(List.of(9.0, 1.0, 5.0, 7.0))).isEqualTo(6.0);
    assertThat(Statistics.median(List.of())).isNaN();
  }

  @Test
  void theSpreadIsTheLeastAndTheGreatest() {
    assertThat(Statistics.min(List.of(9.0, 1.0, 5.0))).isEqualTo(1.0);
    assertThat(Statistics.max(List.of(9.0, 1.0, 5.0))).isEqualTo(9.0);
  }

  @Test
  void thePercentileOfHundredValuesIsTheOneAtItsPlace() {
    List<Double> values =
        java.util.stream.IntStream.range(0, 100).mapToObj(Double::valueOf).toList();
    assertThat(Statistics.percentile(values, 0.99)).isEqualTo(99.0);
    assertThat(Statistics.percentile(values, 0.50)).isEqualTo(50.0);
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    List<Double> ours = List.of(100.0, 10.0, 30.0);
    List<Double> theirs = List.of(50.0, 10.0, 10.0);
    assertThat(Statistics.medianOfRatios(ours, theirs)).isEqualTo(2.0);
    assertThat(Statistics.medianOfRatios(ours, List.of(1.0))).isNaN();
  }
}
