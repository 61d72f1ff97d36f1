package io.fastflight.it;

import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;

/** Asks who the service thinks is calling. */
@WireName("test.who")
public record WhoParams() implements DataParams {}
