package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of socket carries a stream to each other kind, over TCP and at a Unix socket. */
class TransportTest {
  private static final int ROWS = 500_000; // 4 MB, in messages that are used where they lie

  @TempDir private Path folder;

  private static List<Sockets> kinds() {
    Sockets nio = new Sockets.OfNio();
    return Epoll.isAvailable() ? List.of(nio, new Sockets.OfEpoll()) : List.of(nio);
  }

  static Stream<Arguments> pairs() {
    return kinds().stream()
        .flatMap(
            server ->
                kinds().stream()
                    .flatMap(
                        client ->
                            Stream.of(
                                Arguments.of(server, client, false),
                                Arguments.of(server, client, true))));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aStreamArrivesWhole(Sockets there, Sockets here, boolean unix, BufferAllocator allocator)
      throws Exception {
    Transport serving = Transport.over(TransportConfig.defaults(), there);
    Transport reading = Transport.over(TransportConfig.defaults(), here);
    EventLoopGroup serverLoops = serving.eventLoops("server", 1);
    EventLoopGroup clientLoops = reading.eventLoops("client", 1);
    Path socket = folder.resolve("t.sock");
    Server server =
        (unix ? serving.server(socket) : serving.server(loopback()))
            .bossEventLoopGroup(serverLoops)
            .workerEventLoopGroup(serverLoops)
            .directExecutor()
            .addService(service(allocator))
            .build()
            .start();
    FlightLocation location =
        unix
            ? new FlightLocation.Unix(socket)
            : new FlightLocation.Tcp("127.0.0.1", server.getPort());
    ManagedChannel channel =
        reading.channel(location).eventLoopGroup(clientLoops).directExecutor().build();
    try {
      assertThat(sum(channel, allocator)).isEqualTo((long) ROWS * (ROWS - 1) / 2);
    } finally {
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
      server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
      clientLoops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
      serverLoops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static ServerServiceDefinition service(BufferAllocator allocator) {
    return ServerServiceDefinition.builder(FlightServiceGrpc.SERVICE_NAME)
        .addMethod(
            DoGetMethod.descriptor(allocator),
            ServerCalls.<Flight.Ticket, WireFrame>asyncServerStreamingCall(
                (ticket, out) -> {
                  for (WireFrame frame : frames(allocator)) {
                    out.onNext(frame);
                  }
                  out.onCompleted();
                }))
        .build();
  }

  private static List<WireFrame> frames(BufferAllocator allocator) {
    BigIntVector ids = new BigIntVector("id", allocator);
    ids.allocateNew(ROWS);
    for (int i = 0; i < ROWS; i++) {
      ids.set(i, i);
    }
    ids.setValueCount(ROWS);
    List<WireFrame> frames = new ArrayList<>();
    try (PreparedBatches source = PreparedBatches.ofColumn(ids.getField(), ids)) {
      BatchEncoder encoder = new BatchEncoder(source);
      frames.add(encoder.head());
      for (List<WireFrame> next = encoder.next(); !next.isEmpty(); next = encoder.next()) {
        frames.addAll(next);
      }
    }
    return frames;
  }

  private static long sum(ManagedChannel channel, BufferAllocator allocator) {
    Iterator<WireFrame> frames =
        ClientCalls.blockingServerStreamingCall(
            channel,
            DoGetMethod.descriptor(allocator),
            CallOptions.DEFAULT,
            Flight.Ticket.getDefaultInstance());
    long sum = 0;
    try (BatchDecoder decoder = BatchDecoder.start(frames.next(), allocator)) {
      while (frames.hasNext()) {
        decoder.decode(frames.next());
        VectorSchemaRoot batch = decoder.batch();
        BigIntVector ids = (BigIntVector) batch.getVector(0);
        for (int row = 0; row < batch.getRowCount(); row++) {
          sum += ids.get(row);
        }
      }
    }
    return sum;
  }
}
