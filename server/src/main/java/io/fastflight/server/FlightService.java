package io.fastflight.server;

import io.fastflight.engine.Engine;
import io.fastflight.wire.DoGetMethod;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/**
 * Puts the Flight service together: DoGet on our wire, the small methods on gRPC's stubs,
 * everything else refused.
 *
 * <p>A refused method never asks gRPC for a message, so no body is read: Arrow's own server
 * allocates what a DoPut message claims to hold before it finds that nobody wants it.
 */
final class FlightService {
  private FlightService() {}

  static ServerServiceDefinition over(
      Engine engine, DoGetHandler doGet, Protection protection, Executor workers) {
    CatalogueMethods methods = new CatalogueMethods(engine, protection.tickets(), workers);
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(FlightServiceGrpc.SERVICE_NAME)
            .addMethod(DoGetMethod.descriptor(doGet.allocator()), doGet)
            .addMethod(
                FlightServiceGrpc.getListFlightsMethod(),
                ServerCalls.asyncServerStreamingCall(methods::listFlights))
            .addMethod(
                FlightServiceGrpc.getGetFlightInfoMethod(),
                ServerCalls.asyncUnaryCall(methods::getFlightInfo))
            .addMethod(
                FlightServiceGrpc.getGetSchemaMethod(),
                ServerCalls.asyncUnaryCall(methods::getSchema))
            .addMethod(
                FlightServiceGrpc.getDoActionMethod(),
                ServerCalls.asyncServerStreamingCall(methods::doAction))
            .addMethod(
                FlightServiceGrpc.getListActionsMethod(),
                ServerCalls.asyncServerStreamingCall(methods::listActions));
    protection
        .sessions()
        .ifPresent(
            sessions ->
                service.addMethod(
                    FlightServiceGrpc.getHandshakeMethod(), new Handshake<>(sessions)));
    refuseOthers(service);
    return service.build();
  }

  private static void refuseOthers(ServerServiceDefinition.Builder service) {
    Set<String> offered = new HashSet<>();
    service
        .build()
        .getMethods()
        .forEach(m -> offered.add(m.getMethodDescriptor().getFullMethodName()));
    for (MethodDescriptor<?, ?> method : FlightServiceGrpc.getServiceDescriptor().getMethods()) {
      if (!offered.contains(method.getFullMethodName())) {
        service.addMethod(method, refusal());
      }
    }
  }

  private static <Q, A> ServerCallHandler<Q, A> refusal() {
    return (call, headers) -> {
      call.close(
          Status.UNIMPLEMENTED.withDescription(
              "This server does not offer %s. It serves data by DoGet; see ListFlights and ListActions."
                  .formatted(call.getMethodDescriptor().getBareMethodName())),
          new Metadata());
      return new ServerCall.Listener<>() {};
    };
  }
}
