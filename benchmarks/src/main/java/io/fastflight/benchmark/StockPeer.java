package io.fastflight.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The stock arrow-java Flight server, sending the batch of {@code demo.generate} again and again,
 * at its defaults.
 */
@SuppressWarnings(
    "try") // Arrow's peers throw InterruptedException from close(), which ends the program
final class StockPeer implements AutoCloseable {
  private final BufferAllocator memory;
  private final VectorSchemaRoot batch;
  private final FlightServer server;

  private StockPeer(BufferAllocator memory, VectorSchemaRoot batch, FlightServer server) {
    this.memory = memory;
    this.batch = batch;
    this.server = server;
  }

  static StockPeer start(BufferAllocator parent, int batches) throws Exception {
    BufferAllocator memory = parent.newChildAllocator("stock server", 0, Long.MAX_VALUE);
    VectorSchemaRoot batch = batch(memory);
    NoOpFlightProducer producer =
        new NoOpFlightProducer() {
          @Override
          public void getStream(CallContext call, Ticket ticket, ServerStreamListener listener) {
            send(batch, batches, listener);
          }
        };
    FlightServer server =
        FlightServer.builder(memory, Location.forGrpcInsecure("127.0.0.1", 0), producer)
            .build()
            .start();
    return new StockPeer(memory, batch, server);
  }

  /**
   * Sends from a thread of its own: on the call's thread, the ready callback could not run while
   * this waits for it.
   */
  private static void send(
      VectorSchemaRoot batch, int batches, FlightProducer.ServerStreamListener listener) {
    var pressure = new BackpressureStrategy.CallbackBackpressureStrategy();
    pressure.register(listener);
    Thread sender =
        new Thread(
            () -> {
              listener.start(batch);
              for (int i = 0; i < batches; i++) {
                if (pressure.waitForListener(60_000) != BackpressureStrategy.WaitResult.READY) {
                  return;
                }
                listener.putNext();
              }
              listener.completed();
            },
            "stock-sender");
    sender.start();
  }

  private static VectorSchemaRoot batch(BufferAllocator memory) {
    List<FieldVector> columns = new ArrayList<>();
    for (int column = 0; column < LoopbackBenchmark.COLUMNS; column++) {
      BigIntVector vector = new BigIntVector("c" + column, memory);
      vector.allocateNew(LoopbackBenchmark.BATCH_ROWS);
      for (int row = 0; row < LoopbackBenchmark.BATCH_ROWS; row++) {
        vector.set(row, Readers.value(row, column));
      }
      columns.add(vector);
    }
    VectorSchemaRoot root = new VectorSchemaRoot(columns);
    root.setRowCount(LoopbackBenchmark.BATCH_ROWS);
    return root;
  }

  String location() {
    return "grpc://127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() throws Exception {
    server.close();
    batch.close();
    memory.close();
  }
}
