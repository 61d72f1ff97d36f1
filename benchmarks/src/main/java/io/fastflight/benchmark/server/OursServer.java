package io.fastflight.benchmark.server;

import io.fastflight.batch.BatchReader;
import io.fastflight.benchmark.data.Int64Batch;
import io.fastflight.engine.Engine;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;

/** Our server over two services that cost next to nothing. */
final class OursServer implements RunningServer {
  private final String location;

  private OursServer(String location) {
    this.location = location;
  }

  static OursServer tcp(ServerMain.Place place, BufferAllocator memory) {
    PreparedBatches batches = new PreparedBatches(place.folder(), memory);
    FastFlightServer.Builder builder =
        FastFlightServer.builder(engine(batches, memory)).host(place.host()).port(0);
    if (!place.host().equals("127.0.0.1")) {
      builder.allowInsecure(); // the shaped link, which nobody else can reach
    }
    return new OursServer(builder.start().location());
  }

  static OursServer unix(ServerMain.Place place, BufferAllocator memory) {
    PreparedBatches batches = new PreparedBatches(place.folder(), memory);
    FastFlightServer server =
        FastFlightServer.builder(engine(batches, memory))
            .port(0)
            .unixSocket(place.socket())
            .start();
    return new OursServer(server.unixLocation().orElseThrow());
  }

  static OursServer http(ServerMain.Place place, BufferAllocator memory) {
    PreparedBatches batches = new PreparedBatches(place.folder(), memory);
    FastFlightHttpServer server =
        FastFlightHttpServer.builder(engine(batches, memory)).host(place.host()).port(0).start();
    return new OursServer(server.location() + server.prefix() + "/stream");
  }

  private static Engine engine(PreparedBatches batches, BufferAllocator memory) {
    return new Engine(services(batches), memory);
  }

  /** Returns the two services. */
  static ServiceRegistry services(PreparedBatches batches) {
    return ServiceRegistry.builder()
        .register(
            BatchesParams.class,
            (params, context) ->
                new SharedBatchReader(batches.get(params.shape()), params.batches(), context))
        .register(RowsParams.class, OursServer::rows)
        .build();
  }

  private static BatchReader rows(RowsParams params, ServiceContext context) {
    AtomicLong next = new AtomicLong();
    return BatchReader.filled(
        Int64Batch.schema(),
        context.allocator(),
        root -> {
          long first = next.getAndAdd(params.batchRows());
          int rows = (int) Math.min(params.batchRows(), params.rows() - first);
          if (rows <= 0) {
            return false;
          }
          Int64Batch.fill(root, params.seed(), first, rows);
          return true;
        });
  }

  @Override
  public String location() {
    return location;
  }
}
