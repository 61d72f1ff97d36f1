package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.report.Section;
import java.io.IOException;
import java.util.List;

/** One table of measurements that are made in turn. */
public interface Case {
  /** Returns the name that {@code --only} takes. */
  String name();

  /** Returns the ids of the rows it makes, which bars compare. */
  List<String> ids();

  /**
   * Measures.
   *
   * @throws WrongResultException if a run did not get the rows and sums it should have
   */
  Section run(Bench bench) throws IOException, InterruptedException;
}
