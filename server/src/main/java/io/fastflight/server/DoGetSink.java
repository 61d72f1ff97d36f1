package io.fastflight.server;

import io.fastflight.error.FastFlightException;
import io.fastflight.service.Compression;
import io.fastflight.wire.BatchSink;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.GrpcErrors;
import io.fastflight.wire.StreamTotals;
import io.fastflight.wire.WireFrame;
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
   * @param maxRows how many rows a message may have, if the caller said so
   */
  DoGetSink(
      ServerCall<Flight.Ticket, WireFrame> call, Compression compression, OptionalInt maxRows) {
    this.call = call;
    this.compression = compression;
    this.maxRows = maxRows;
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
