package io.fastflight.server;

import io.fastflight.engine.Engine;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.CallTrail;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Identity;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.GrpcErrors;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamPump;
import io.fastflight.wire.TransportConfig;
import io.fastflight.wire.WireFrame;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Serves DoGet: one ticket in, one stream out, moved by a pump that listens to the call. */
final class DoGetHandler implements ServerCallHandler<Flight.Ticket, WireFrame> {
  private final Engine engine;
  private final Tickets tickets;
  private final PumpResources pumps;
  private final TransportConfig config;
  private final AtomicInteger openStreams = new AtomicInteger();

  DoGetHandler(Engine engine, Tickets tickets, PumpResources pumps, TransportConfig config) {
    this.engine = engine;
    this.tickets = tickets;
    this.pumps = pumps;
    this.config = config;
  }

  /** Returns how many streams are being served. */
  int openStreams() {
    return openStreams.get();
  }

  /** Returns the allocator for messages that are received; a server of DoGet receives none. */
  BufferAllocator allocator() {
    return engine.allocator();
  }

  @Override
  public ServerCall.Listener<Flight.Ticket> startCall(
      ServerCall<Flight.Ticket, WireFrame> call, Metadata headers) {
    call.setOnReadyThreshold(config.readyBelowBytes(openStreams.incrementAndGet()));
    call.request(2); // gRPC's own way to notice a caller that sends more than the one message
    return new Listener(call, headers, Context.current().getDeadline());
  }

  /**
   * Turns the events of one call into signals of its pump. gRPC calls it on the connection's event
   * loop.
   */
  private final class Listener extends ServerCall.Listener<Flight.Ticket> {
    private final ServerCall<Flight.Ticket, WireFrame> call;
    private final Metadata headers;
    private final Identity caller = Callers.current().identity();
    private final CallTrail trail = CallTrails.current();
    private final @Nullable Deadline deadline;
    private final Cancellation cancellation = new Cancellation();
    private @Nullable StreamPump<?> pump;

    Listener(
        ServerCall<Flight.Ticket, WireFrame> call, Metadata headers, @Nullable Deadline deadline) {
      this.call = call;
      this.headers = headers;
      this.deadline = deadline;
    }

    @Override
    public void onMessage(Flight.Ticket ticket) {
      if (pump != null) {
        return; // a second message: gRPC fails the call at half-close
      }
      try {
        OptionalInt batchRows = CallHeaders.batchRows(headers);
        StreamRequest request = request(ticket, batchRows);
        DoGetSink sink = new DoGetSink(call, CallHeaders.compression(headers), batchRows);
        pump =
            new StreamPump<>(
                () -> sink.opened(engine.as(caller).openStream(request)),
                sink,
                cancellation,
                pumps);
      } catch (FastFlightException refused) {
        call.close(GrpcErrors.toStatus(refused), GrpcErrors.toTrailers(refused));
      }
    }

    private StreamRequest request(Flight.Ticket ticket, OptionalInt batchRows) {
      StreamRequest request =
          StreamRequest.of(tickets.open(ticket.getTicket().toByteArray(), caller))
              .withSelection(CallHeaders.selection(headers))
              .withCancellation(cancellation)
              .withCall(trail);
      return batchRows.isPresent() ? request.withBatchRows(batchRows.getAsInt()) : request;
    }

    @Override
    public void onHalfClose() {
      wake();
    }

    @Override
    public void onReady() {
      wake();
    }

    private void wake() {
      StreamPump<?> started = pump;
      if (started != null) {
        started.wake();
      }
    }

    @Override
    public void onCancel() {
      openStreams.decrementAndGet();
      if (deadline != null && deadline.isExpired()) {
        cancellation.expire();
      }
      StreamPump<?> started = pump;
      if (started != null) {
        started.cancel();
      }
    }

    @Override
    public void onComplete() {
      openStreams.decrementAndGet();
    }
  }
}
