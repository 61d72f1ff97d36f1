package io.fastflight.source.postgres;

import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceContext;
import org.apache.arrow.memory.BufferAllocator;

/** Contexts of requests. */
final class Requests {
  private Requests() {}

  static ServiceContext context(BufferAllocator allocator) {
    return context(allocator, new Cancellation());
  }

  static ServiceContext context(BufferAllocator allocator, Cancellation cancellation) {
    return new ServiceContext(allocator, ServiceContext.DEFAULT_BATCH_ROWS, cancellation);
  }

  static ServiceContext context(BufferAllocator allocator, int batchRows) {
    return new ServiceContext(allocator, batchRows, new Cancellation());
  }
}
