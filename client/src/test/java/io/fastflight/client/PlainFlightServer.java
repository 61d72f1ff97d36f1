package io.fastflight.client;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A stock Arrow Flight server that answers every DoGet as a test says. */
final class PlainFlightServer implements AutoCloseable {
  private final BufferAllocator allocator;
  private final FlightServer server;
  private volatile CallHeaders headers;
  private volatile CallHeaders planHeaders;
  private volatile Location[] elsewhere = {};

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

                  @Override
                  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor asked) {
                    planHeaders = context.getMiddleware(FlightConstants.HEADER_KEY).headers();
                    Ticket ticket = new Ticket(asked.getCommand());
                    return new FlightInfo(
                        new Schema(List.of()),
                        asked,
                        List.of(new FlightEndpoint(ticket, elsewhere)),
                        -1,
                        -1);
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

  /** Names another server in its plans from now on. */
  void plansAt(PlainFlightServer other) {
    elsewhere = new Location[] {Location.forGrpcInsecure("127.0.0.1", other.port())};
  }

  /** Returns a header of the last call for a plan. */
  String planHeader(String name) {
    return planHeaders.get(name);
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
    // a call that its client gave up may still be at its last batch, on a thread of the server's
    // own
    await().atMost(Duration.ofSeconds(30)).until(() -> allocator.getAllocatedMemory() == 0);
    allocator.close();
  }
}
