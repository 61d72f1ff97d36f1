package io.fastflight.server;

import com.google.protobuf.ByteString;
import io.fastflight.engine.Engine;
import io.fastflight.engine.PlannedStream;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.UnimplementedException;
import io.fastflight.security.seal.Seal;
import io.fastflight.service.CallTrail;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Identity;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.GrpcErrors;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the small methods: what is there, what a request would return, and the actions. They run
 * on the workers.
 */
final class CatalogueMethods {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogueMethods.class);

  static final String ACTION_SERVICES = "fastflight.services";
  static final String ACTION_DESCRIBE = "fastflight.describe";

  private static final Map<String, String> ACTIONS =
      Map.of(
          ACTION_SERVICES, "Describes every service: one JSON object per result.",
          ACTION_DESCRIBE, "Describes the service whose name is the body: one JSON object.");

  private final Engine engine;
  private final Tickets tickets;
  private final Executor workers;

  CatalogueMethods(Engine engine, Tickets tickets, Executor workers) {
    this.engine = engine;
    this.tickets = tickets;
    this.workers = workers;
  }

  void listFlights(Flight.Criteria criteria, StreamObserver<Flight.FlightInfo> out) {
    String prefix = criteria.getExpression().toStringUtf8();
    answer(
        out,
        call ->
            engine.as(call.caller()).services().stream()
                .filter(service -> service.name().startsWith(prefix))
                .map(CatalogueMethods::listed));
  }

  void getFlightInfo(Flight.FlightDescriptor descriptor, StreamObserver<Flight.FlightInfo> out) {
    var headers = RequestHeaders.current();
    answer(
        out,
        call -> {
          Scan scan = new Scan(CallHeaders.maxSlices(headers).orElse(1));
          StreamRequest request = request(descriptor, call);
          PlannedStream plan = engine.as(call.caller()).plan(request, scan);
          return Stream.of(planned(descriptor, call.caller(), plan));
        });
  }

  void getSchema(Flight.FlightDescriptor descriptor, StreamObserver<Flight.SchemaResult> out) {
    answer(
        out,
        call -> {
          StreamRequest request = request(descriptor, call);
          return Stream.of(
              Flight.SchemaResult.newBuilder()
                  .setSchema(encoded(engine.as(call.caller()).schema(request)))
                  .build());
        });
  }

  void doAction(Flight.Action action, StreamObserver<Flight.Result> out) {
    answer(
        out,
        call ->
            switch (action.getType()) {
              case ACTION_SERVICES ->
                  engine.as(call.caller()).services().stream().map(CatalogueMethods::result);
              case ACTION_DESCRIBE -> Stream.of(result(described(action, call)));
              default ->
                  throw new UnimplementedException(
                      "This server has no action '%s'. It has %s."
                          .formatted(action.getType(), List.of(ACTION_SERVICES, ACTION_DESCRIBE)));
            });
  }

  private ServiceDescription described(Flight.Action action, Call call) {
    String name = action.getBody().toStringUtf8();
    call.trail().asksFor(name);
    ServiceDescription service = engine.as(call.caller()).describe(name);
    call.trail().servedBy(service.name());
    return service;
  }

  void listActions(Flight.Empty empty, StreamObserver<Flight.ActionType> out) {
    answer(
        out,
        call ->
            ACTIONS.entrySet().stream()
                .map(
                    action ->
                        Flight.ActionType.newBuilder()
                            .setType(action.getKey())
                            .setDescription(action.getValue())
                            .build()));
  }

  /** One call of someone, who may cancel it. */
  private record Call(Identity caller, CallTrail trail, Cancellation cancellation) {}

  /** Says what to send for a call. */
  private interface Answer<A> {
    Stream<A> messages(Call call);
  }

  private <A> void answer(StreamObserver<A> out, Answer<A> answer) {
    Call call = new Call(Callers.current().identity(), CallTrails.current(), new Cancellation());
    ((ServerCallStreamObserver<A>) out).setOnCancelHandler(call.cancellation()::cancel);
    workers.execute(
        () -> {
          try {
            List<A> messages = answer.messages(call).toList();
            messages.forEach(out::onNext);
            out.onCompleted();
          } catch (io.fastflight.error.FastFlightException failure) {
            out.onError(GrpcErrors.toException(failure));
          } catch (RuntimeException fault) {
            LOG.error("A call failed by a fault of this server [{}].", call.trail().id(), fault);
            out.onError(
                GrpcErrors.toException(
                    new InternalFaultException("The server failed; its log says why.", fault)));
          }
        });
  }

  /** Returns what a descriptor asks for: params to be planned, or a ticket to be looked into. */
  private StreamRequest request(Flight.FlightDescriptor descriptor, Call call) {
    StreamRequest request =
        switch (descriptor.getType()) {
          case CMD -> StreamRequest.of(command(descriptor.getCmd().toByteArray(), call.caller()));
          case PATH -> StreamRequest.of(onlyName(descriptor), Map.of());
          default ->
              throw new InvalidParamsException(
                  "The descriptor must be a command with the params as JSON, or a path of one service name.");
        };
    return request.withCancellation(call.cancellation()).withCall(call.trail());
  }

  private byte[] command(byte[] command, Identity caller) {
    return Seal.isSealed(command) ? tickets.open(command, caller) : command;
  }

  private static String onlyName(Flight.FlightDescriptor descriptor) {
    if (descriptor.getPathCount() != 1) {
      throw new InvalidParamsException(
          "A path must be one service name, had %s parts. Send params as a command."
              .formatted(descriptor.getPathCount()));
    }
    return descriptor.getPath(0);
  }

  private static Flight.FlightInfo listed(ServiceDescription service) {
    return Flight.FlightInfo.newBuilder()
        .setFlightDescriptor(
            Flight.FlightDescriptor.newBuilder()
                .setType(Flight.FlightDescriptor.DescriptorType.PATH)
                .addPath(service.name()))
        .setTotalRecords(-1)
        .setTotalBytes(-1)
        .setAppMetadata(ByteString.copyFromUtf8(service.toJson()))
        .build();
  }

  private Flight.FlightInfo planned(
      Flight.FlightDescriptor descriptor, Identity caller, PlannedStream plan) {
    Flight.FlightInfo.Builder info =
        Flight.FlightInfo.newBuilder()
            .setFlightDescriptor(descriptor)
            .setSchema(encoded(plan.schema()))
            .setOrdered(plan.ordered())
            .setTotalRecords(-1)
            .setTotalBytes(-1);
    for (byte[] ticket : plan.tickets()) {
      info.addEndpoint(
          Flight.FlightEndpoint.newBuilder()
              .setTicket(
                  Flight.Ticket.newBuilder()
                      .setTicket(ByteString.copyFrom(tickets.handOut(ticket, caller)))));
    }
    return info.build();
  }

  private static Flight.Result result(ServiceDescription service) {
    return Flight.Result.newBuilder().setBody(ByteString.copyFromUtf8(service.toJson())).build();
  }

  /** Encodes a schema as Flight wants it: an encapsulated IPC message. */
  private static ByteString encoded(Schema schema) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      MessageSerializer.serialize(
          new WriteChannel(Channels.newChannel(bytes)), schema, IpcOption.DEFAULT);
    } catch (IOException impossible) {
      throw new InternalFaultException("A schema could not be written to memory.", impossible);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
