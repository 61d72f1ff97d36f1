package io.fastflight.engine;

import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import org.apache.arrow.memory.BufferAllocator;

/** Makes an engine of one service, as the test wants it. */
final class OneService {
  /** Asks for it. */
  @WireName("test.one")
  record Params() implements DataParams {}

  private OneService() {}

  static Engine engine(BufferAllocator memory, DataService<Params> service) {
    return new Engine(ServiceRegistry.builder().register(Params.class, service).build(), memory);
  }

  static StreamRequest request() {
    return StreamRequest.of(new Params());
  }
}
