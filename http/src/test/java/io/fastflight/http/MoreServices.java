package io.fastflight.http;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import io.fastflight.service.ServiceContext;
import io.fastflight.testkit.sample.WideService;

/** Services the samples do not have. */
final class MoreServices {
  private MoreServices() {}

  /** Asks for nothing, and may be wrong in several ways. */
  @WireName("test.picky")
  record Picky(int amount, @Default("\"x\"") String note) implements DataParams {
    Picky {
      Faults.in("test.picky").range("amount", amount, 1, 10).throwIfAny();
    }
  }

  static BatchReader picky(Picky params, ServiceContext context) {
    return new WideService().open(new WideService.Wide(0), context);
  }
}
