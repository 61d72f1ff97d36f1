package io.fastflight.client;

import io.fastflight.wire.WireFrame;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import org.apache.arrow.flight.impl.Flight;
import org.jspecify.annotations.Nullable;

/** Receives one DoGet call: starts it, asks for messages, and cancels it. */
abstract class DoGetListener extends ClientCall.Listener<WireFrame> {
  private volatile @Nullable ClientCall<Flight.Ticket, WireFrame> call;

  /** Returns how many messages are asked for at the start. */
  abstract int initialRequest();

  /** Starts the call. */
  final void start(
      ClientCall<Flight.Ticket, WireFrame> newCall, Metadata headers, Flight.Ticket ticket) {
    this.call = newCall;
    newCall.start(this, headers);
    newCall.request(initialRequest());
    newCall.sendMessage(ticket);
    newCall.halfClose();
  }

  final void request(int messages) {
    ClientCall<Flight.Ticket, WireFrame> current = call;
    if (current != null) {
      current.request(messages);
    }
  }

  final void cancel(String why) {
    ClientCall<Flight.Ticket, WireFrame> current = call;
    if (current != null) {
      current.cancel(why, null);
    }
  }
}
