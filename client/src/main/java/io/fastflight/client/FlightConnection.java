package io.fastflight.client;

import com.google.protobuf.ByteString;
import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Compression;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.DoGetMethod;
import io.fastflight.wire.GrpcErrors;
import io.fastflight.wire.Transport;
import io.fastflight.wire.WireFrame;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;

/**
 * One HTTP/2 channel to one server, and the calls made over it.
 *
 * <p><b>Ownership:</b> takes the allocator; owns channel, event loop and every reader that is still
 * open.
 */
final class FlightConnection implements AutoCloseable {
  private final String location;
  private final ClientConfig config;
  private final BufferAllocator allocator;
  private final EventLoopGroup eventLoops;
  private final ManagedChannel channel;
  private final MethodDescriptor<Flight.Ticket, WireFrame> doGet;
  private final Set<FlightReader> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  FlightConnection(ClientConfig config, BufferAllocator allocator) {
    this.config = config;
    this.location = config.location();
    this.allocator = allocator;
    Transport transport = Transport.of(config.transport());
    this.doGet = DoGetMethod.descriptor(allocator, config.transport());
    this.eventLoops = transport.eventLoops("fastflight-client", 1);
    this.channel =
        transport
            .channel(config.flightLocation())
            .eventLoopGroup(eventLoops)
            .directExecutor() // messages are parsed on the event loop: one hand-over less
            .build();
  }

  CompletableFuture<BatchReader> open(StreamRequest request) {
    requireOpen();
    Flight.Ticket ticket;
    try {
      ticket = ticket(request);
    } catch (FastFlightException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    Cancellation cancellation = request.cancellation();
    FlightReader reader =
        new FlightReader(new StreamDecoder(location, allocator), cancellation, open::remove);
    open.add(reader);
    reader.start(newCall(), headers(request), ticket);
    cancellation.onCancel(
        () -> {
          reader.cancel("The caller cancelled.");
          reader.wake();
        });
    CompletableFuture<BatchReader> opened = reader.opened();
    var unused =
        opened.whenComplete(
            (ignored, failure) -> {
              if (failure != null) {
                reader.close(); // refused, or the future was cancelled: nobody has the reader
              }
            });
    return opened;
  }

  CompletableFuture<Table> fetch(StreamRequest request) {
    requireOpen();
    Flight.Ticket ticket;
    try {
      ticket = ticket(request);
    } catch (FastFlightException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    Cancellation cancellation = request.cancellation();
    TableCollector collector = new TableCollector(location, allocator, cancellation);
    collector.start(newCall(), headers(request), ticket);
    cancellation.onCancel(() -> collector.cancel("The caller cancelled."));
    CompletableFuture<Table> result = collector.result();
    var unused =
        result.whenComplete(
            (table, failure) -> {
              if (result.isCancelled()) {
                collector.cancel("The caller cancelled.");
              }
            });
    return result;
  }

  List<ServiceDescription> action(String type, String body) {
    requireOpen();
    Flight.Action action =
        Flight.Action.newBuilder().setType(type).setBody(ByteString.copyFromUtf8(body)).build();
    List<ServiceDescription> found = new ArrayList<>();
    try {
      FlightServiceGrpc.newBlockingStub(channel)
          .doAction(action)
          .forEachRemaining(
              result -> found.add(ServiceDescription.fromJson(result.getBody().toByteArray())));
      return found;
    } catch (StatusRuntimeException failure) {
      throw GrpcErrors.fromThrowable(failure, location);
    }
  }

  private ClientCall<Flight.Ticket, WireFrame> newCall() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff(); // a caller is here: do not let it wait up to two minutes
    }
    return channel.newCall(doGet, CallOptions.DEFAULT);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This client of " + location + " is closed.");
    }
  }

  /** Returns the ticket to send; one that is too long is refused here, before it travels. */
  private static Flight.Ticket ticket(StreamRequest request) {
    byte[] bytes = ParamsCodec.requireTicketSize(request.ticket());
    return Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(bytes)).build();
  }

  private static Metadata headers(StreamRequest request) {
    Metadata headers = new Metadata();
    if (request.batchRows() != ServiceContext.DEFAULT_BATCH_ROWS) {
      CallHeaders.putBatchRows(headers, request.batchRows());
    }
    if (request.compression() != Compression.NONE) {
      CallHeaders.putCompression(headers, request.compression());
    }
    return headers;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    open.forEach(FlightReader::close);
    channel.shutdown();
    try {
      if (!channel.awaitTermination(config.closeGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        channel.shutdownNow();
        channel.awaitTermination(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException interrupted) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
    eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    allocator.close();
  }
}
