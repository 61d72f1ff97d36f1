package io.fastflight.client;

import io.fastflight.batch.Table;
import io.fastflight.batch.TableBuilder;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.Cancellation;
import io.fastflight.wire.BatchDecoder;
import io.fastflight.wire.WireFrame;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Collects a DoGet stream into a {@link Table} as it arrives, holding no thread.
 *
 * <p><b>Threads:</b> gRPC calls it on the connection's event loop, one event at a time.
 */
final class TableCollector extends DoGetListener {
  /**
   * Collecting keeps pace with arrival, so this many messages are at most in flight between the
   * two.
   */
  private static final int PREFETCH = 3;

  private final CompletableFuture<Table> result = new CompletableFuture<>();
  private final StreamDecoder stream;
  private final TableBuilder batches;
  private final Cancellation cancellation;
  private @Nullable FastFlightException broken;

  TableCollector(String location, BufferAllocator allocator, Cancellation cancellation) {
    this.stream = new StreamDecoder(location, allocator);
    this.batches = new TableBuilder(allocator);
    this.cancellation = cancellation;
  }

  /**
   * Completes with the whole table, or with why there is none; completed only when nothing of the
   * call is left.
   */
  CompletableFuture<Table> result() {
    return result;
  }

  @Override
  int initialRequest() {
    return PREFETCH;
  }

  @Override
  public void onHeaders(Metadata headers) {
    stream.responseHeaders(headers);
  }

  @Override
  public void onMessage(WireFrame frame) {
    if (broken != null) {
      frame.close();
      return;
    }
    try {
      if (stream.decode(frame)) {
        BatchDecoder decoder = stream.decoder().orElseThrow();
        batches.add(decoder.batch(), decoder);
        decoder.batch().clear();
      }
      request(1);
    } catch (FastFlightException failure) {
      broken = failure;
      cancel("The stream cannot be read on.");
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    Optional<FastFlightException> failure =
        broken == null ? stream.verdict(status, trailers, cancellation) : Optional.of(broken);
    try (stream;
        batches) {
      if (failure.isEmpty()) {
        Table table = batches.build(stream.decoder().orElseThrow().schema());
        if (!result.complete(table)) {
          table.close(); // the caller cancelled the future: nobody else will close it
        }
      }
    }
    failure.ifPresent(result::completeExceptionally);
  }
}
