package io.fastflight.server;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.Compression;
import io.fastflight.wire.BatchSink;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.GrpcErrors;
import io.fastflight.wire.StreamTotals;
import io.fastflight.wire.WireFrame;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.OptionalInt;
import org.apache.arrow.flight.impl.Flight;

/** Sends frames into a gRPC call, and its end with the totals in the trailers. */
final class DoGetSink implements BatchSink {
  private final ServerCall<Flight.Ticket, WireFrame> call;
  private final Compression compression;
  private final OptionalInt maxRows;
  private boolean headersSent;

  /**
   * Creates the sink.
   *
   * @param headers of the request: how the caller would have its batches
   * @throws InvalidParamsException if a header says what cannot be
   */
  DoGetSink(ServerCall<Flight.Ticket, WireFrame> call, Metadata headers) {
    this.call = call;
    this.compression = CallHeaders.compression(headers);
    this.maxRows = CallHeaders.batchRows(headers);
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
        call.sendHeaders(CallHeaders.ofStream());
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
