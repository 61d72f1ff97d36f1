package io.fastflight.client;

import com.google.protobuf.ByteString;
import io.fastflight.client.LocationChannels.Slot;
import io.fastflight.client.retry.LocationBreaker;
import io.fastflight.client.retry.LocationBreaker.Permit;
import io.fastflight.client.retry.RetryPlan;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.UnimplementedException;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.FlightLocation;
import io.fastflight.wire.GrpcErrors;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.flight.impl.FlightServiceGrpc.FlightServiceBlockingStub;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Makes the small calls, which wait for their answer: the same locations, breakers and repeats as
 * reads have.
 *
 * <p><b>Threads:</b> blocks the caller's.
 */
final class CatalogueCall {
  private final ClientCore core;
  private final ReadPlan read;

  /** Whether a location was asked in this round, or all are left alone. */
  private boolean asked;

  /**
   * Creates it.
   *
   * @param about under whose id it is made, unless the options have one
   * @param options of which those count that are not about rows
   */
  CatalogueCall(ClientCore core, StreamRequest about, FetchOptions options) {
    this.core = core;
    this.read = ReadPlan.ofCatalogue(about, options, core.config());
  }

  List<ServiceDescription> action(Flight.Action action) {
    try {
      return answered(
          stub -> {
            List<ServiceDescription> found = new ArrayList<>();
            stub.doAction(action)
                .forEachRemaining(
                    result ->
                        found.add(ServiceDescription.fromJson(result.getBody().toByteArray())));
            return found;
          });
    } catch (UnimplementedException foreign) {
      throw new UnimplementedException(
          "The server at %s has no catalogue of services: it is not FastFlight's. A client reads from it with a ticket that it takes, StreamRequest.of(ticket)."
              .formatted(core.config().location()),
          foreign);
    }
  }

  Schema schema(byte[] ticket) {
    Flight.FlightDescriptor descriptor =
        Flight.FlightDescriptor.newBuilder()
            .setType(Flight.FlightDescriptor.DescriptorType.CMD)
            .setCmd(ByteString.copyFrom(ticket))
            .build();
    return decoded(answered(stub -> stub.getSchema(descriptor)).getSchema());
  }

  /** Reads an encapsulated IPC message. */
  private static Schema decoded(ByteString message) {
    try {
      return MessageSerializer.deserializeSchema(
          new ReadChannel(Channels.newChannel(message.newInput())));
    } catch (IOException | RuntimeException foreign) {
      throw new InternalFaultException(
          "The server sent a schema that cannot be read as Arrow.", foreign);
    }
  }

  private <T> T answered(Function<FlightServiceBlockingStub, T> call) {
    RetryPlan plan = core.resilience(read).retries().begin();
    List<FastFlightException> before = new ArrayList<>();
    while (true) {
      core.requireOpen();
      try {
        return round(call);
      } catch (FastFlightException failure) {
        Optional<Duration> pause = asked ? plan.pauseAfter(failure) : Optional.empty();
        if (pause.isEmpty() || read.isExpiredIn(pause.get())) {
          before.forEach(failure::addSuppressed);
          throw failure;
        }
        before.add(failure);
        sleep(pause.get());
      }
    }
  }

  private <T> T round(Function<FlightServiceBlockingStub, T> call) {
    FastFlightException last =
        new ServerUnavailableException("No location of " + core.config().location() + " is left.");
    asked = false;
    for (FlightLocation location : read.locations()) {
      LocationBreaker breaker = core.resilience(read).breaker(location.toString());
      Optional<Permit> permit = breaker.tryCall();
      if (permit.isEmpty()) {
        last = asked ? last : breaker.refusal();
        continue;
      }
      asked = true;
      try {
        return at(location, permit.get(), call);
      } catch (FastFlightException failure) {
        if (!RetryPlan.isCurable(failure)) {
          throw failure;
        }
        last = failure;
      }
    }
    throw last;
  }

  private <T> T at(
      FlightLocation location, Permit permit, Function<FlightServiceBlockingStub, T> call) {
    Slot slot = core.channels(location).acquire();
    try {
      FlightServiceBlockingStub stub =
          FlightServiceGrpc.newBlockingStub(slot.channel())
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(read.headers(location)));
      T answer =
          call.apply(read.deadline().isPresent() ? stub.withDeadline(read.deadline().get()) : stub);
      permit.succeeded();
      return answer;
    } catch (StatusRuntimeException thrown) {
      FastFlightException failure =
          read.told(GrpcErrors.fromThrowable(thrown, location.toString()), 0);
      permit.failed(failure);
      throw failure;
    } finally {
      permit.returned();
      slot.release();
    }
  }

  private static void sleep(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallCancelledException("Interrupted while waiting for the server.", interrupted);
    }
  }
}
