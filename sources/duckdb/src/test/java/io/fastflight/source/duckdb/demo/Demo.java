package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.params.DataParams;
import io.fastflight.service.Cancellation;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/** The demo's services behind a registry, as a server has them. */
final class Demo implements AutoCloseable {
  private final DemoServices services;
  private final ServiceRegistry registry;

  private Demo(DemoServices services) {
    this.services = services;
    ServiceRegistry.Builder builder = ServiceRegistry.builder();
    services.registerAll(builder);
    this.registry = builder.build();
  }

  static Demo open() {
    return new Demo(DemoServices.open(Optional.empty()));
  }

  static Demo open(Path folder) {
    return new Demo(DemoServices.open(Optional.of(folder)));
  }

  ServiceRegistry registry() {
    return registry;
  }

  <P extends DataParams> BatchReader read(P params, ServiceContext context) throws Exception {
    RegisteredService<P> service = registry.service(params);
    return service.service().open(params, context);
  }

  <P extends DataParams> BatchReader read(P params, BufferAllocator allocator) throws Exception {
    return read(params, context(allocator));
  }

  Table table(DataParams params, BufferAllocator allocator) throws Exception {
    try (BatchReader reader = read(params, allocator)) {
      return Table.read(reader, allocator);
    }
  }

  /** Reads what a request's JSON asks for. */
  Table table(String json, BufferAllocator allocator) throws Exception {
    DataParams params = registry.codec().decode(json.getBytes(StandardCharsets.UTF_8)).params();
    return table(params, allocator);
  }

  static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, ServiceContext.DEFAULT_BATCH_ROWS, new Cancellation());
  }

  @Override
  public void close() {
    services.close();
  }
}
