package io.fastflight.client;

import com.google.protobuf.ByteString;
import io.fastflight.client.LocationChannels.Slot;
import io.fastflight.client.retry.LocationBreaker;
import io.fastflight.client.retry.LocationBreaker.Permit;
import io.fastflight.client.retry.RetryPlan;
import io.fastflight.error.FastFlightException;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.FlightLocation;
import io.fastflight.wire.GrpcErrors;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * Asks, without a thread, into which endpoints a result is cut: the same locations, breakers and
 * repeats as reads have.
 *
 * <p><b>Threads:</b> one step at a time, on the thread of the event before it.
 */
final class PlanCall {
  private final ClientCore core;
  private final ReadPlan read;
  private final RetryPlan plan;
  private final CompletableFuture<Flight.FlightInfo> result = new CompletableFuture<>();
  private int tried;
  private @Nullable FastFlightException last;

  PlanCall(ClientCore core, ReadPlan read) {
    this.core = core;
    this.read = read;
    this.plan = core.resilience(read).retries().begin();
  }

  /** Begins; the future fails with the last failure, and cancelling it cancels the call. */
  CompletableFuture<Flight.FlightInfo> answer() {
    var registered =
        read.request()
            .cancellation()
            .onCancel(() -> result.completeExceptionally(read.request().cancellation().reason()));
    var unused = result.whenComplete((info, failure) -> registered.close());
    tryNext();
    return result;
  }

  private void tryNext() {
    if (result.isDone()) {
      return;
    }
    while (tried < read.locations().size()) {
      FlightLocation location = read.locations().get(tried++);
      LocationBreaker breaker = core.resilience(read).breaker(location.toString());
      Optional<Permit> permit = breaker.tryCall();
      if (permit.isPresent()) {
        ask(location, permit.get());
        return;
      }
      last = last == null ? breaker.refusal() : last;
    }
    result.completeExceptionally(last == null ? core.closedFailure() : last);
  }

  private void ask(FlightLocation location, Permit permit) {
    Metadata headers = read.headers(location);
    CallHeaders.putMaxSlices(headers, read.parallelism());
    Flight.FlightDescriptor descriptor =
        Flight.FlightDescriptor.newBuilder()
            .setType(Flight.FlightDescriptor.DescriptorType.CMD)
            .setCmd(ByteString.copyFrom(read.request().ticket()))
            .build();
    try {
      Slot slot = core.channels(location).acquire();
      ClientCall<Flight.FlightDescriptor, Flight.FlightInfo> call =
          slot.channel().newCall(FlightServiceGrpc.getGetFlightInfoMethod(), read.callOptions());
      call.start(new Listener(location, permit, slot), headers);
      call.request(1);
      call.sendMessage(descriptor);
      call.halfClose();
      var unused =
          result.whenComplete((info, failure) -> call.cancel("The answer is not needed.", null));
    } catch (RuntimeException closed) {
      permit.returned();
      result.completeExceptionally(closed);
    }
  }

  /** Receives the one message of one call. */
  private final class Listener extends ClientCall.Listener<Flight.FlightInfo> {
    private final FlightLocation location;
    private final Permit permit;
    private final Slot slot;
    private Flight.@Nullable FlightInfo info;

    Listener(FlightLocation location, Permit permit, Slot slot) {
      this.location = location;
      this.permit = permit;
      this.slot = slot;
    }

    @Override
    public void onMessage(Flight.FlightInfo message) {
      info = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      slot.release();
      Flight.FlightInfo arrived = info;
      if (status.isOk() && arrived != null) {
        permit.succeeded();
        result.complete(arrived);
        return;
      }
      Status end = status.isOk() ? Status.INTERNAL.withDescription("No FlightInfo came.") : status;
      failed(permit, GrpcErrors.fromStatus(end, trailers, location.toString()));
    }
  }

  private void failed(Permit permit, FastFlightException failure) {
    FastFlightException told = read.told(failure, 0);
    permit.failed(told);
    boolean curable = RetryPlan.isCurable(told) && !core.isClosed();
    if (curable && tried < read.locations().size()) {
      last = told;
      tryNext();
      return;
    }
    Optional<Duration> pause = curable ? plan.pauseAfter(told) : Optional.empty();
    if (pause.isEmpty() || read.isExpiredIn(pause.get())) {
      result.completeExceptionally(told);
      return;
    }
    tried = 0;
    last = null;
    var waiting = core.timer().schedule(this::tryNext, pause.get().toNanos(), TimeUnit.NANOSECONDS);
    var unused = result.whenComplete((info, ended) -> waiting.cancel(false));
  }
}
