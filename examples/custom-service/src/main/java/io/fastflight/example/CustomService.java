package io.fastflight.example;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.WireName;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Serves square numbers and reads them back. */
public final class CustomService {
  private CustomService() {}

  // quick-start:begin
  @WireName("example.squares")
  @Description("The squares of 1..count.")
  record Squares(@Default("10") @Min(0) @Max(1_000_000) long count) implements DataParams {}

  static BatchReader squares(Squares params, ServiceContext context) {
    Schema schema = new Schema(List.of(Field.notNullable("square", new ArrowType.Int(64, true))));
    var squares = LongStream.rangeClosed(1, params.count()).map(n -> n * n).iterator();
    return BatchReader.filled(
        schema,
        context.allocator(),
        batch -> {
          BigIntVector column = (BigIntVector) batch.getVector("square");
          for (int row = 0;
              row < context.batchRows() && squares.hasNext();
              batch.setRowCount(++row)) {
            column.setSafe(row, squares.nextLong());
          }
          return batch.getRowCount() > 0;
        });
  }

  /** Starts a server on a free port, reads from it, and stops. */
  public static void main(String[] args) {
    ServiceRegistry registry =
        ServiceRegistry.builder().register(Squares.class, CustomService::squares).build();
    try (RootAllocator memory = new RootAllocator();
        FastFlightServer server =
            FastFlightServer.builder(new Engine(registry, memory)).port(0).start();
        FastFlightClient client = FastFlightClient.connect(server.location());
        Table table = client.fetch(new Squares(5))) {
      System.out.println(table.rowCount() + " rows, the last is " + table.value("square", 4));
    }
  }
  // quick-start:end
}
