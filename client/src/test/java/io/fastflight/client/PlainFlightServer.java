package io.fastflight.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A stock Arrow Flight server that answers every DoGet as a test says. */
final class PlainFlightServer implements AutoCloseable {
  private final BufferAllocator allocator;
  private final FlightServer server;
  private volatile CallHeaders headers;

  PlainFlightServer(
      BufferAllocator parent, BiConsumer<BufferAllocator, ServerStreamListener> answer)
      throws Exception {
    this(
        parent,
        (allocator, producer) ->
            FlightServer.builder(allocator, Location.forGrpcInsecure("127.0.0.1", 0), producer),
        answer);
  }

  private PlainFlightServer(
      BufferAllocator parent,
      BiFunction<BufferAllocator, NoOpFlightProducer, FlightServer.Builder> builder,
      BiConsumer<BufferAllocator, ServerStreamListener> answer)
      throws Exception {
    allocator = parent.newChildAllocator("plain server", 0, Long.MAX_VALUE);
    server =
        builder
            .apply(
                allocator,
                new NoOpFlightProducer() {
                  @Override
                  public void getStream(
                      CallContext context, Ticket ticket, ServerStreamListener listener) {
                    headers = context.getMiddleware(FlightConstants.HEADER_KEY).headers();
                    answer.accept(allocator, listener);
                  }
                })
            .build()
            .start();
  }

  /** Starts one that speaks TLS. */
  static PlainFlightServer withTls(
      BufferAllocator parent,
      TestCertificate certificate,
      BiConsumer<BufferAllocator, ServerStreamListener> answer)
      throws Exception {
    return new PlainFlightServer(
        parent,
        (allocator, producer) -> {
          try {
            return FlightServer.builder(allocator, Location.forGrpcTls("127.0.0.1", 0), producer)
                .useTls(certificate.certificate().toFile(), certificate.key().toFile());
          } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
          }
        },
        answer);
  }

  String location() {
    return "grpc://127.0.0.1:" + server.getPort();
  }

  int port() {
    return server.getPort();
  }

  /** Returns a header of the last call. */
  String header(String name) {
    return headers.get(name);
  }

  /**
   * Sends {@code batches} batches of one column {@code id} with 10 rows each, counting on, and
   * leaves the end open.
   */
  static void sendIds(BufferAllocator allocator, ServerStreamListener listener, int batches) {
    BigIntVector id = new BigIntVector("id", allocator);
    try (VectorSchemaRoot root = VectorSchemaRoot.of(id)) {
      listener.start(root);
      for (int batch = 0; batch < batches; batch++) {
        id.allocateNew(10);
        for (int i = 0; i < 10; i++) {
          id.set(i, batch * 10L + i);
        }
        root.setRowCount(10);
        listener.putNext();
      }
    }
  }

  @Override
  public void close() throws Exception {
    server.close();
    allocator.close();
  }
}
