package io.fastflight.server;

import com.google.protobuf.ByteString;
import io.fastflight.engine.Engine;
import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsCodec;
import io.fastflight.params.WireName;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.wire.FlightLocation;
import io.fastflight.wire.Transport;
import io.fastflight.wire.TransportConfig;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the JVM load and compile what every stream runs, before the first caller comes: streams
 * rows of its own through a second server, on any free port of the loopback, for a bounded time.
 *
 * <p>Without it the first gigabyte of a just started server took more than twice as long as a later
 * one; see {@code docs/reference/start.md}.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** What it takes where the machine is quick; the time ends it where it is slow. */
  private static final long ENOUGH_BYTES = 1L << 30;

  /** Asks for rows until the time is over or the bytes are sent, and for a batch in any case. */
  @WireName("fastflight.warm_up")
  record Params(long millis, long bytes) implements DataParams {}

  private WarmUp() {}

  /** Streams for {@code time} at most. A failure is logged: the server works without. */
  static void run(Duration time, TransportConfig config) {
    try {
      LOG.debug("Warmed up with {} bytes.", stream(time, config));
    } catch (RuntimeException failure) {
      LOG.warn("The first streams will be slower: warming up failed. {}", failure.toString());
    }
  }

  /** Streams for {@code time}, or until it is enough, and returns how many bytes. */
  static long stream(Duration time, TransportConfig config) {
    ServiceRegistry services =
        ServiceRegistry.builder()
            .register(
                Params.class, (params, context) -> new WarmUpReader(params, context.allocator()))
            .build();
    try (RootAllocator allocator = new RootAllocator();
        FastFlightServer server =
            FastFlightServer.builder(new Engine(services, allocator))
                .port(0)
                .transport(config)
                .closeGrace(Duration.ofSeconds(1))
                .start()) {
      return readAll(server.location(), config, new Params(time.toMillis(), ENOUGH_BYTES));
    }
  }

  private static long readAll(String location, TransportConfig config, Params params) {
    Transport transport = Transport.of(config);
    EventLoopGroup eventLoops = transport.eventLoops("fastflight-warm-up", 1);
    ManagedChannel channel =
        transport
            .channel(FlightLocation.parse(location))
            .eventLoopGroup(eventLoops)
            .directExecutor()
            .build();
    try {
      return readAll(channel, params);
    } finally {
      channel.shutdownNow();
      FastFlightServer.stop(eventLoops);
    }
  }

  private static long readAll(ManagedChannel channel, Params params) {
    MethodDescriptor<Flight.Ticket, Flight.FlightData> doGet = FlightServiceGrpc.getDoGetMethod();
    Flight.Ticket ticket =
        Flight.Ticket.newBuilder()
            .setTicket(ByteString.copyFrom(ParamsCodec.encode(params)))
            .build();
    Iterator<Long> sizes =
        ClientCalls.blockingServerStreamingCall(
            channel,
            doGet.toBuilder(doGet.getRequestMarshaller(), new SizeOnly()).build(),
            CallOptions.DEFAULT.withDeadlineAfter(2 * params.millis + 1_000, TimeUnit.MILLISECONDS),
            ticket);
    long bytes = 0;
    while (sizes.hasNext()) {
      bytes += sizes.next();
    }
    return bytes;
  }

  /** Drops messages unread: the reading side of this process is not what gets busy. */
  private static final class SizeOnly implements MethodDescriptor.Marshaller<Long> {
    @Override
    public InputStream stream(Long size) {
      throw new UnsupportedOperationException("Only for receiving.");
    }

    @Override
    public Long parse(InputStream message) {
      try {
        return message.skip(Long.MAX_VALUE);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
  }
}
