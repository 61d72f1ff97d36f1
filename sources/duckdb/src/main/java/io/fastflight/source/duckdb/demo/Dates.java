package io.fastflight.source.duckdb.demo;

import io.fastflight.params.Faults;
import java.time.LocalDate;
import java.util.Optional;

/** The days from_date to to_date, both included and both optional. */
final class Dates {
  private static final int MAX_YEAR = 9_999;

  private Dates() {}

  static void check(Faults faults, Optional<LocalDate> from, Optional<LocalDate> to) {
    checkYear(faults, "from_date", from);
    checkYear(faults, "to_date", to);
    if (from.isPresent() && to.isPresent()) {
      faults.check(
          !from.get().isAfter(to.get()),
          "from_date",
          from.get(),
          "on or before to_date (" + to.get() + ")");
    }
  }

  private static void checkYear(Faults faults, String field, Optional<LocalDate> date) {
    boolean holds =
        date.isEmpty() || (date.get().getYear() >= 1 && date.get().getYear() <= MAX_YEAR);
    faults.check(holds, field, date.orElse(null), "0001-01-01..9999-12-31");
  }
}
