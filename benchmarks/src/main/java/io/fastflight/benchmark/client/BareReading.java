package io.fastflight.benchmark.client;

import com.google.protobuf.ByteString;
import io.fastflight.benchmark.data.ColumnSum;
import io.fastflight.wire.BatchDecoder;
import io.fastflight.wire.DoGetMethod;
import io.fastflight.wire.FlightLocation;
import io.fastflight.wire.Transport;
import io.fastflight.wire.TransportConfig;
import io.fastflight.wire.WireFrame;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.RootAllocator;

/**
 * Reads over our wire without our client: one channel, one call, no pool, no check, no second try.
 */
final class BareReading implements Reading {
  private final RootAllocator allocator = new RootAllocator();
  private final MethodDescriptor<Flight.Ticket, WireFrame> method =
      DoGetMethod.descriptor(allocator);
  private final EventLoopGroup loops;
  private final ManagedChannel channel;

  BareReading(String location) {
    Transport transport = Transport.of(TransportConfig.defaults());
    this.loops = transport.eventLoops("bare", 1);
    this.channel =
        transport
            .channel(FlightLocation.parse(location))
            .eventLoopGroup(loops)
            .directExecutor()
            .build();
  }

  @Override
  public Seen read(String ticket, String compression) {
    Flight.Ticket request =
        Flight.Ticket.newBuilder().setTicket(ByteString.copyFromUtf8(ticket)).build();
    Iterator<WireFrame> frames =
        ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
    long rows = 0;
    long sum = 0;
    try (BatchDecoder decoder = BatchDecoder.start(frames.next(), allocator)) {
      while (frames.hasNext()) {
        decoder.decode(frames.next());
        rows += decoder.batch().getRowCount();
        sum += ColumnSum.of(decoder.batch());
      }
    }
    return new Seen(rows, sum);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    allocator.close();
  }
}
