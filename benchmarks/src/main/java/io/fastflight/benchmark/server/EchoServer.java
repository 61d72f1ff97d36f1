package io.fastflight.benchmark.server;

import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.peers.Echo;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;

/**
 * A bare gRPC unary method at gRPC's defaults, whose answer weighs what ten rows weigh in Arrow's
 * IPC format.
 */
final class EchoServer implements RunningServer {
  private final Server server;
  private final String host;

  private EchoServer(Server server, String host) {
    this.server = server;
    this.host = host;
  }

  static EchoServer start(ServerMain.Place place) throws IOException {
    byte[] answer = Files.readAllBytes(ShapeFiles.file(place.folder(), Shape.TEN_ROWS.key()));
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("bench.Echo")
            .addMethod(Echo.METHOD, (call, headers) -> new Answering(call, answer))
            .build();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(place.host(), 0))
            .addService(service)
            .build()
            .start();
    return new EchoServer(server, place.host());
  }

  /** Answers when the request is there. */
  private static final class Answering extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final byte[] answer;

    Answering(ServerCall<byte[], byte[]> call, byte[] answer) {
      this.call = call;
      this.answer = answer;
      call.request(2); // as gRPC's own unary handlers do
    }

    @Override
    public void onHalfClose() {
      call.sendHeaders(new Metadata());
      call.sendMessage(answer);
      call.close(Status.OK, new Metadata());
    }
  }

  @Override
  public String location() {
    return "grpc://" + host + ":" + server.getPort();
  }
}
