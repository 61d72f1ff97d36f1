package io.fastflight.it;

import io.fastflight.params.DataParams;
import io.fastflight.service.DataService;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceRegistry;

/** Puts a service that tells when it is opened in place of another. */
final class CountedRows {
  private CountedRows() {}

  /** Returns a registry of {@code service} alone, which runs {@code opened} at each call. */
  static <P extends DataParams> ServiceRegistry registry(
      RegisteredService<P> service, Runnable opened) {
    DataService<P> rows = service.service();
    DataService<P> counted =
        (params, context) -> {
          opened.run();
          return rows.open(params, context);
        };
    return ServiceRegistry.builder().register(service.type().recordClass(), counted).build();
  }
}
