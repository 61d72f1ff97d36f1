package io.fastflight.client;

import io.fastflight.wire.FlightLocation;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The HTTP/2 channels to one location: one to begin with, more only when each has many streams.
 *
 * <p>A channel shares one socket and one event loop between its streams, and a stream more costs
 * nothing there until the loop has no time left. So another is opened when all have {@link
 * ClientConfig#streamsPerChannel} streams, up to {@link ClientConfig#maxChannels}.
 *
 * <p><b>Ownership:</b> owns the channels. <b>Threads:</b> any.
 */
final class LocationChannels {
  /** How often a channel that is being closed is asked whether its streams have ended. */
  private static final long LOOK_MILLIS = 20;

  private final FlightLocation location;
  private final Supplier<ManagedChannel> opener;
  private final int streamsPerChannel;
  private final int maxChannels;
  private final List<Slot> slots = new ArrayList<>(); // under the lock of this
  private boolean closed;

  /** One channel and how many streams it has. */
  static final class Slot {
    private final ManagedChannel channel;
    private final AtomicInteger streams = new AtomicInteger();

    Slot(ManagedChannel channel) {
      this.channel = channel;
    }

    ManagedChannel channel() {
      return channel;
    }

    void release() {
      streams.decrementAndGet();
    }

    /** Has later streams go over a new connection: this one is silent. Those on it may go on. */
    void renew() {
      channel.enterIdle();
    }
  }

  LocationChannels(FlightLocation location, ClientConfig config, Supplier<ManagedChannel> opener) {
    this.location = location;
    this.opener = opener;
    this.streamsPerChannel = config.streamsPerChannel();
    this.maxChannels = config.maxChannels();
  }

  FlightLocation location() {
    return location;
  }

  /** Returns the channel with the fewest streams, for one more; released by the caller. */
  synchronized Slot acquire() {
    if (closed) {
      throw new IllegalStateException("The channels to " + location + " are closed.");
    }
    Slot least = null;
    for (Slot slot : slots) {
      if (least == null || slot.streams.get() < least.streams.get()) {
        least = slot;
      }
    }
    if (least == null || (least.streams.get() >= streamsPerChannel && slots.size() < maxChannels)) {
      least = new Slot(opener.get());
      slots.add(least);
    }
    least.streams.incrementAndGet();
    if (least.channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      least.channel.resetConnectBackoff(); // a caller is here: do not let it wait up to two minutes
    }
    return least;
  }

  /** Returns how many channels there are. */
  synchronized int size() {
    return slots.size();
  }

  /** Refuses new streams; those that run may end. */
  synchronized void shutdown() {
    closed = true;
    slots.forEach(slot -> slot.channel.shutdown());
  }

  /** Waits until all streams have ended, or cuts them at the end of the time. */
  void awaitEnd(long endNanos) throws InterruptedException {
    for (Slot slot : snapshot()) {
      while (!slot.channel.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        // Without a stream there is nothing to wait for, but gRPC keeps a renewed one for 5 s.
        if (slot.streams.get() == 0 || System.nanoTime() - endNanos >= 0) {
          slot.channel.shutdownNow();
          slot.channel.awaitTermination(5, TimeUnit.SECONDS);
          break;
        }
      }
    }
  }

  void cut() {
    snapshot().forEach(slot -> slot.channel.shutdownNow());
  }

  private synchronized List<Slot> snapshot() {
    return List.copyOf(slots);
  }
}
