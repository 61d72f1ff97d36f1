package io.fastflight.benchmark.client;

import io.fastflight.benchmark.peers.Echo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Makes bare gRPC unary calls at gRPC's defaults; the answer's bytes take the place of the sum. */
final class EchoReading implements Reading {
  private final ManagedChannel channel;

  EchoReading(String location) {
    URI uri = URI.create(location);
    this.channel =
        NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort()).usePlaintext().build();
  }

  @Override
  public Seen read(String ticket, String compression) throws Exception {
    ClientCall<byte[], byte[]> call = channel.newCall(Echo.METHOD, CallOptions.DEFAULT);
    Answered answered = new Answered();
    call.start(answered, new Metadata());
    call.request(2); // as gRPC's own unary callers do
    call.sendMessage(ticket.getBytes(StandardCharsets.UTF_8));
    call.halfClose();
    return new Seen(1, answered.bytes.get(60, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class Answered extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<Integer> bytes = new CompletableFuture<>();
    private int received;

    @Override
    public void onMessage(byte[] message) {
      received += message.length;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.isOk()) {
        bytes.complete(received);
      } else {
        bytes.completeExceptionally(status.asException());
      }
    }
  }
}
