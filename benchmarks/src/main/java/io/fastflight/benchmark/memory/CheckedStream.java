package io.fastflight.benchmark.memory;

import com.google.protobuf.ByteString;
import io.fastflight.benchmark.data.Int64Batch;
import io.fastflight.benchmark.peers.Tickets;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/**
 * Reads one stream of {@code bench.rows} a message at a time, and compares every row with the
 * formula. Holds no Arrow memory: it reads the message's own bytes.
 *
 * <p><b>Threads:</b> the call's; {@link #takeOne} from any.
 */
final class CheckedStream extends ClientCall.Listener<Flight.FlightData> {
  /** More than any run reads: the stream ends by being cancelled. */
  private static final long ENDLESS_ROWS = 1_000_000_000_000L;

  private static final Metadata.Key<String> BATCH_ROWS =
      Metadata.Key.of("fastflight-batch-rows", Metadata.ASCII_STRING_MARSHALLER);

  private final ClientCall<Flight.Ticket, Flight.FlightData> call;
  private final int seed;
  private final Runnable onBatch;
  private final Consumer<String> onFailure;
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private volatile boolean cancelled;

  CheckedStream(ManagedChannel channel, int seed, Runnable onBatch, Consumer<String> onFailure) {
    this.call = channel.newCall(FlightServiceGrpc.getDoGetMethod(), CallOptions.DEFAULT);
    this.seed = seed;
    this.onBatch = onBatch;
    this.onFailure = onFailure;
  }

  /** Asks for the schema and the first batch. */
  void start(int batchRows) {
    Metadata headers = new Metadata();
    headers.put(BATCH_ROWS, Integer.toString(batchRows));
    call.start(this, headers);
    call.request(2);
    ByteString ticket = ByteString.copyFromUtf8(Tickets.rows(seed, ENDLESS_ROWS, batchRows));
    call.sendMessage(Flight.Ticket.newBuilder().setTicket(ticket).build());
    call.halfClose();
  }

  void takeOne() {
    call.request(1);
  }

  void cancel() {
    cancelled = true;
    call.cancel("seen enough", null);
  }

  long batches() {
    return batches.get();
  }

  long rows() {
    return rows.get();
  }

  @Override
  public void onMessage(Flight.FlightData data) {
    Message message = Message.getRootAsMessage(data.getDataHeader().asReadOnlyByteBuffer());
    if (message.headerType() != MessageHeader.RecordBatch) {
      return;
    }
    RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
    if (batch == null) {
      onFailure.accept("Stream %d has a message without a batch.".formatted(seed));
      return;
    }
    check(batch, data.getDataBody().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    rows.addAndGet(batch.length());
    batches.incrementAndGet();
    onBatch.run();
  }

  private void check(RecordBatch batch, ByteBuffer body) {
    long first = rows.get();
    for (int column = 0; column < Int64Batch.COLUMNS; column++) {
      int offset = Math.toIntExact(batch.buffers(2 * column + 1).offset());
      for (int row = 0; row < batch.length(); row++) {
        long expected = Int64Batch.value(seed, first + row, column);
        long got = body.getLong(offset + row * Long.BYTES);
        if (got != expected) {
          onFailure.accept(
              "Stream %d, row %d, column %d: expected %d, got %d."
                  .formatted(seed, first + row, column, expected, got));
          return;
        }
      }
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!cancelled) {
      onFailure.accept("Stream %d ended after %d rows: %s".formatted(seed, rows.get(), status));
    }
  }
}
