package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages over real sockets: ours to ours, Arrow's bytes to ours, and bytes that are neither. */
class DoGetMethodTest {
  private BufferAllocator allocator;
  private EventLoopGroup loops;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void begin(BufferAllocator memory) {
    allocator = memory;
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  @AfterEach
  void end() throws Exception {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
  }

  /** Serves DoGet with messages written by {@code method}, compressed by gRPC if it is so told. */
  private <M> void serve(MethodDescriptor<Flight.Ticket, M> method, List<M> answers, String codec)
      throws IOException {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(FlightServiceGrpc.SERVICE_NAME)
            .addMethod(
                method,
                ServerCalls.<Flight.Ticket, M>asyncServerStreamingCall(
                    (ticket, out) -> {
                      ServerCallStreamObserver<M> call = (ServerCallStreamObserver<M>) out;
                      call.setCompression(codec);
                      call.setMessageCompression(true);
                      answers.forEach(out::onNext);
                      out.onCompleted();
                    }))
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .directExecutor()
            .addService(service)
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(server.getListenSockets().get(0))
            .channelType(NioSocketChannel.class)
            .eventLoopGroup(loops)
            .directExecutor()
            .usePlaintext()
            .build();
  }

  private void serveBytes(byte[] answer) throws IOException {
    MethodDescriptor<Flight.Ticket, Flight.FlightData> method = FlightServiceGrpc.getDoGetMethod();
    serve(
        method.toBuilder(method.getRequestMarshaller(), new Bytes()).build(),
        List.of(answer),
        "identity");
  }

  /** Reads DoGet with our marshaller. */
  private List<Object> read(BufferAllocator memory) {
    Iterator<WireFrame> frames =
        ClientCalls.blockingServerStreamingCall(
            channel,
            DoGetMethod.descriptor(memory),
            CallOptions.DEFAULT,
            Flight.Ticket.getDefaultInstance());
    List<Object> values = new ArrayList<>();
    try (BatchDecoder decoder = BatchDecoder.start(frames.next(), memory)) {
      while (frames.hasNext()) {
        decoder.decode(frames.next());
        values.addAll(SampleColumn.values(decoder.batch().getVector(0)));
      }
    }
    return values;
  }

  private FastFlightException refusal(BufferAllocator memory) {
    try {
      throw new AssertionError("read: " + read(memory));
    } catch (StatusRuntimeException refused) {
      return GrpcErrors.fromThrowable(refused, "grpc://here");
    }
  }

  private PreparedBatches texts(int rows) {
    SampleColumn utf8 = PlainColumns.textAndBytes().get(0);
    return PreparedBatches.ofColumn(utf8.field(), utf8.vector(allocator, rows));
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aStreamArrivesAsItWasSent(String codec) throws Exception {
    List<WireFrame> frames = new ArrayList<>();
    List<Object> sent;
    try (PreparedBatches source = texts(50_000)) {
      BatchEncoder encoder = new BatchEncoder(source);
      frames.add(encoder.head());
      source.next();
      sent = SampleColumn.values(source.batch().getVector(0));
      frames.addAll(encoder.batchFrames());
    }
    serve(DoGetMethod.descriptor(allocator), frames, codec);
    assertThat(read(allocator)).isEqualTo(sent);
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void aMessageThatIsNoFlightDataIsAFaultOfThePeer() throws Exception {
    byte[] endless = new byte[100];
    Arrays.fill(endless, (byte) 0xFF);
    serveBytes(endless);
    assertThat(refusal(allocator))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage(
            "The peer sent a message that is no FlightData: it has a number of more than ten bytes");
  }

  @Test
  void aMessageThereIsNoMemoryForIsToldAsSuch() throws Exception {
    serveBytes(WireBytes.stream(texts(50_000), allocator).get(1));
    try (BufferAllocator small = allocator.newChildAllocator("small", 0, 1_000)) {
      assertThat(refusal(small)).isInstanceOf(ResourceExhaustedException.class);
    }
  }

  /** Writes bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream in) {
      try {
        return in.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }
}
