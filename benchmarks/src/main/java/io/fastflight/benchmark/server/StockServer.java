package io.fastflight.benchmark.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.fastflight.benchmark.peers.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.flight.BackpressureStrategy;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * arrow-java's server at its defaults, sending the same prepared batches.
 *
 * <p>It gets the callback back-pressure that Arrow offers, on a thread of its own: without one it
 * would queue a whole stream in memory. A single small batch goes out on the call's own thread,
 * which is the quicker way.
 */
final class StockServer implements RunningServer {
  private final FlightServer server;
  private final String host;

  private StockServer(FlightServer server, String host) {
    this.server = server;
    this.host = host;
  }

  static StockServer start(ServerMain.Place place, BufferAllocator memory) throws IOException {
    PreparedBatches batches = new PreparedBatches(place.folder(), memory);
    NoOpFlightProducer producer =
        new NoOpFlightProducer() {
          @Override
          public void getStream(CallContext call, Ticket ticket, ServerStreamListener listener) {
            JsonNode asked =
                Json.read(new String(ticket.getBytes(), StandardCharsets.UTF_8), JsonNode.class);
            long count = asked.path("batches").asLong();
            PreparedBatches.OneBatch batch = batches.get(asked.path("shape").asText());
            if (count == 1) {
              sendOne(batch, memory, listener);
            } else {
              new Thread(() -> send(batch, count, memory, listener), "stock-sender").start();
            }
          }
        };
    FlightServer server =
        FlightServer.builder(memory, Location.forGrpcInsecure(place.host(), 0), producer)
            .build()
            .start();
    return new StockServer(server, place.host());
  }

  private static void sendOne(
      PreparedBatches.OneBatch batch,
      BufferAllocator memory,
      FlightProducer.ServerStreamListener listener) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(batch.schema(), memory)) {
      listener.start(root);
      new VectorLoader(root).load(batch.buffers());
      listener.putNext();
      listener.completed();
    }
  }

  private static void send(
      PreparedBatches.OneBatch batch,
      long count,
      BufferAllocator memory,
      FlightProducer.ServerStreamListener listener) {
    var pressure = new BackpressureStrategy.CallbackBackpressureStrategy();
    pressure.register(listener);
    try (VectorSchemaRoot root = VectorSchemaRoot.create(batch.schema(), memory)) {
      listener.start(root);
      VectorLoader loader = new VectorLoader(root);
      for (long i = 0; i < count; i++) {
        if (pressure.waitForListener(60_000) != BackpressureStrategy.WaitResult.READY) {
          return;
        }
        loader.load(batch.buffers());
        listener.putNext();
      }
      listener.completed();
    } catch (RuntimeException failure) {
      listener.error(failure);
    }
  }

  @Override
  public String location() {
    return "grpc://" + host + ":" + server.getPort();
  }
}
