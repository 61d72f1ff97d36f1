package io.fastflight.service;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.WireName;

/** Params records for the tests of this package. */
final class Services {
  private Services() {}

  @WireName(value = "test.first", aliases = "First")
  @Description("The first.")
  @Example("{\"rows\": 3}")
  record First(@Default("1") int rows) implements DataParams {}

  @WireName("test.second")
  record Second() implements DataParams {}

  @WireName(value = "test.third", aliases = "test.first")
  record TakesTheNameOfFirst() implements DataParams {}

  @WireName(value = "test.fourth", aliases = "First")
  record TakesTheAliasOfFirst() implements DataParams {}

  @WireName("test.first")
  record AnotherFirst() implements DataParams {}

  static <P extends DataParams> DataService<P> none() {
    return (params, context) -> {
      throw new UnsupportedOperationException("not opened in this test");
    };
  }
}
