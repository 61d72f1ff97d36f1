package io.fastflight.server;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.OpenedStream;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.Compression;
import io.fastflight.wire.BatchSink;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.GrpcErrors;
import io.fastflight.wire.StreamTotals;
import io.fastflight.wire.WireFrame;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.flight.impl.Flight;

/** Sends frames into a gRPC call, and its end with the totals in the trailers. */
final class DoGetSink implements BatchSink {
  private final ServerCall<Flight.Ticket, WireFrame> call;
  private final Compression compression;
  private final OptionalInt maxRows;
  private Optional<String> snapshot = Optional.empty();
  private OptionalLong expectedRows = OptionalLong.empty();
  private long startRow;
  private boolean headersSent;

  /**
   * Creates the sink.
   *
   * @param maxRows how many rows a message may have, if the caller said so
   */
  DoGetSink(
      ServerCall<Flight.Ticket, WireFrame> call, Compression compression, OptionalInt maxRows) {
    this.call = call;
    this.compression = compression;
    this.maxRows = maxRows;
  }

  /** Takes from a stream what its peer is told beside the rows, and returns its reader. */
  BatchReader opened(OpenedStream stream) {
    snapshot = stream.snapshot();
    startRow = stream.startRow();
    expectedRows = stream.reader().expectedRows();
    return stream.reader();
  }

  @Override
  public long startRow() {
    return startRow;
  }

  @Override
  public Compression compression() {
    return compression;
  }

  @Override
  public OptionalInt maxRows() {
    return maxRows;
  }

  @Override
  public boolean isReady() {
    return call.isReady();
  }

  @Override
  public void send(WireFrame frame) {
    try (frame) { // gRPC has taken the bytes when sendMessage returns
      if (!headersSent) {
        headersSent = true;
        call.sendHeaders(CallHeaders.ofStream(snapshot, expectedRows));
      }
      call.sendMessage(frame);
    }
  }

  @Override
  public void complete(StreamTotals totals) {
    call.close(Status.OK, totals.toTrailers());
  }

  @Override
  public void fail(FastFlightException failure) {
    call.close(GrpcErrors.toStatus(failure), GrpcErrors.toTrailers(failure));
  }
}
