package io.fastflight.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.client.LocationChannels.Slot;
import io.fastflight.wire.FlightLocation;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closing waits for streams, and for nothing else. */
class LocationChannelsTest {
  private static final long FAR = Duration.ofHours(1).toNanos();

  /** A channel that never ends on its own, as gRPC's does for 5 s after it gave a connection up. */
  private static final class Lingering extends ManagedChannel {
    private Runnable whenAsked = () -> {};
    private long waitedMillis;
    private boolean cut;

    @Override
    public ManagedChannel shutdown() {
      return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
      cut = true;
      return this;
    }

    @Override
    public boolean isShutdown() {
      return true;
    }

    @Override
    public boolean isTerminated() {
      return cut;
    }

    /** Takes no time: counts what it was asked to take. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      if (!cut) {
        waitedMillis += unit.toMillis(timeout);
        whenAsked.run();
      }
      return cut;
    }

    @Override
    public ConnectivityState getState(boolean connect) {
      return ConnectivityState.IDLE;
    }

    @Override
    public String authority() {
      return "h:1";
    }

    @Override
    public <A, B> ClientCall<A, B> newCall(MethodDescriptor<A, B> method, CallOptions options) {
      throw new UnsupportedOperationException();
    }
  }

  private final Lingering channel = new Lingering();
  private final LocationChannels channels =
      new LocationChannels(
          FlightLocation.parse("grpc://h:1"),
          ClientConfig.builder("grpc://h:1").build(),
          () -> channel);

  @Test
  void aChannelWithoutAStreamIsNotWaitedFor() throws Exception {
    channels.acquire().release();
    channels.shutdown();
    channels.awaitEnd(System.nanoTime() + FAR);
    assertThat(channel.cut).isTrue();
    assertThat(channel.waitedMillis).isLessThan(100);
  }

  @Test
  void aChannelWithAStreamIsWaitedForUntilTheStreamHasEnded() throws Exception {
    Slot slot = channels.acquire();
    channels.shutdown();
    channel.whenAsked =
        () -> {
          assertThat(channel.cut).isFalse();
          if (channel.waitedMillis > 2_000) {
            slot.release();
          }
        };
    channels.awaitEnd(System.nanoTime() + FAR);
    assertThat(channel.cut).isTrue();
    assertThat(channel.waitedMillis).isBetween(2_000L, 2_100L);
  }

  @Test
  void aStreamThatDoesNotEndIsCutAtTheEndOfTheTime() throws Exception {
    channels.acquire();
    channels.shutdown();
    channels.awaitEnd(System.nanoTime());
    assertThat(channel.cut).isTrue();
  }
}
