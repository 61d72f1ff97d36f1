package io.fastflight.benchmark.memory;

import io.fastflight.benchmark.peers.Json;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Is the process of the slow clients: {@code SlowClients PLAN}, a line of JSON.
 *
 * <p>Each stream has a connection of its own with gRPC's smallest window, and takes one batch a
 * second. Meanwhile a fresh stream is opened every 250 ms, takes its first batch and goes. Prints
 * {@code holding} when every slow stream has its first batch, and a {@link SlowResult} at the end.
 */
public final class SlowClients {
  private static final int WINDOW_BYTES = 65_535;
  private static final int PROBE_MILLIS = 250;
  private static final int PATIENCE_SECONDS = 120;

  private final SlowPlan plan;
  private final EventLoopGroup slowLoops = loops("slow");
  private final EventLoopGroup freshLoops = loops("fresh");
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final List<CheckedStream> slow = new ArrayList<>();
  private final List<Double> firstMillis = new ArrayList<>();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

  private SlowClients(SlowPlan plan) {
    this.plan = plan;
  }

  /** Runs a plan. */
  public static void main(String[] args) throws Exception {
    System.out.println(Json.line(new SlowClients(Json.read(args[0], SlowPlan.class)).run()));
    Runtime.getRuntime().halt(0);
  }

  private SlowResult run() throws InterruptedException {
    CountDownLatch holding = new CountDownLatch(plan.streams());
    for (int i = 0; i < plan.streams(); i++) {
      int seed = i + 1;
      // counts every batch; only the first of each stream brings it nearer to zero in effect,
      // since nobody asks for a second one until all have their first
      CheckedStream stream =
          new CheckedStream(channel(slowLoops), seed, holding::countDown, this::failed);
      slow.add(stream);
      stream.start(plan.batchRows());
    }
    if (!holding.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      failed(
          "Only %d of %d streams got a first batch within %d s."
              .formatted(plan.streams() - holding.getCount(), plan.streams(), PATIENCE_SECONDS));
    }
    System.out.println("holding");
    List<Long> before = slow.stream().map(CheckedStream::batches).toList();
    List<ScheduledFuture<?>> ticks = tick();
    for (int probe = 0; probe < plan.seconds() * 1_000 / PROBE_MILLIS; probe++) {
      var unused = clock.schedule(this::probe, (long) probe * PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }
    TimeUnit.SECONDS.sleep(plan.seconds() + 1L);
    ticks.forEach(tick -> tick.cancel(false));
    return result(before);
  }

  private List<ScheduledFuture<?>> tick() {
    List<ScheduledFuture<?>> ticks = new ArrayList<>();
    for (int i = 0; i < slow.size(); i++) {
      long offset = i * 1_000_000L / slow.size(); // spread over the second
      ticks.add(
          clock.scheduleAtFixedRate(
              slow.get(i)::takeOne, offset, 1_000_000, TimeUnit.MICROSECONDS));
    }
    return ticks;
  }

  private void probe() {
    long start = System.nanoTime();
    ManagedChannel channel = channel(freshLoops);
    AtomicReference<@Nullable CheckedStream> self = new AtomicReference<>();
    CheckedStream stream =
        new CheckedStream(channel, 0, () -> arrived(start, channel, self.get()), this::failed);
    self.set(stream);
    stream.start(plan.batchRows());
  }

  private void arrived(long start, ManagedChannel channel, @Nullable CheckedStream stream) {
    synchronized (firstMillis) {
      firstMillis.add((System.nanoTime() - start) / 1e6);
    }
    if (stream != null) {
      stream.cancel();
    }
    channel.shutdownNow();
  }

  private SlowResult result(List<Long> before) {
    long starved = 0;
    for (int i = 0; i < slow.size(); i++) {
      starved += slow.get(i).batches() == before.get(i) ? 1 : 0;
    }
    synchronized (firstMillis) {
      int due = plan.seconds() * 1_000 / PROBE_MILLIS;
      while (firstMillis.size() < due) {
        firstMillis.add(plan.seconds() * 1e3); // never came: as long as the run, so that it shows
      }
      return new SlowResult(
          slow.stream().mapToLong(CheckedStream::batches).sum(),
          slow.stream().mapToLong(CheckedStream::rows).sum(),
          starved,
          List.copyOf(firstMillis),
          failure.get());
    }
  }

  private void failed(String message) {
    failure.compareAndSet(null, message);
  }

  private ManagedChannel channel(EventLoopGroup loops) {
    URI uri = URI.create(plan.location());
    return NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort())
        .channelType(NioSocketChannel.class)
        .eventLoopGroup(loops)
        .directExecutor()
        .usePlaintext()
        .flowControlWindow(WINDOW_BYTES) // fixed: no growing by measurement
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  private static EventLoopGroup loops(String name) {
    return new MultiThreadIoEventLoopGroup(
        1,
        new io.netty.util.concurrent.DefaultThreadFactory(name, true),
        NioIoHandler.newFactory());
  }
}
