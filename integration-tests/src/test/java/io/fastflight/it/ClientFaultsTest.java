package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.FetchOptions;
import io.fastflight.client.retry.Backoff;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.error.FastFlightException;
import io.fastflight.it.RowsRead.Way;
import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Reads through connections that fail at every place: each read is complete and equal, or an error
 * with the rows before it.
 *
 * <p>The places are the same in every run, their order is drawn from a fixed seed.
 */
class ClientFaultsTest {
  private static final long SEED = 20_261_128;
  private static final int ROWS = 2_000;
  private static final int BATCH_ROWS = 100;
  private static final int CUT_POINTS = 2_000;

  private static final ResilienceConfig QUICK =
      ResilienceConfig.builder()
          .maxAttempts(3)
          .backoff(Backoff.fixed(Duration.ofMillis(2)))
          .budgetRatio(1)
          .build();

  /** How reads ended. */
  private static final class Endings {
    private final Map<Way, int[]> byWay = new EnumMap<>(Way.class);
    private final Map<String, Integer> failures = new TreeMap<>();
    private int runs;

    void add(Way way, RowsRead read) {
      runs++;
      read.failure()
          .ifPresent(why -> failures.merge(why.code() + " " + kind(why), 1, Integer::sum));
      byWay.computeIfAbsent(way, key -> new int[2])[read.failure().isEmpty() ? 0 : 1]++;
    }

    /** Returns the message without what differs from read to read. */
    private static String kind(FastFlightException failure) {
      return String.valueOf(failure.getMessage()).replaceAll("[0-9]+", "N");
    }

    int complete(Way way) {
      return byWay.get(way)[0];
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(runs + " reads");
      byWay.forEach(
          (way, ends) ->
              text.append(", ")
                  .append(way)
                  .append(' ')
                  .append(ends[0])
                  .append('+')
                  .append(ends[1]));
      return text + ", failures " + failures;
    }
  }

  private static FaultProxy proxy(SampleServer server) throws Exception {
    return FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
  }

  private static FastFlightClient client(FaultProxy proxy) {
    return client("grpc://127.0.0.1:" + proxy.port());
  }

  private static FastFlightClient client(String location) {
    return FastFlightClient.connect(ClientConfig.builder(location).resilience(QUICK).build());
  }

  /** Returns so many of the places, from the first to the last. */
  private static List<Long> places(SampleServer server, int count) throws Exception {
    List<Long> all = allPlaces(server, CUT_POINTS);
    List<Long> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }

  /** Adds places behind the end of a stream, one to fifty others: the next on it is cut. */
  private static List<Long> withSomeWhole(List<Long> places) {
    long end = Collections.max(places);
    List<Long> all = new ArrayList<>(places);
    for (int i = 1; i <= places.size() / 50; i++) {
      all.add(end + i);
    }
    return all;
  }

  /** Every byte of the first KiB, every edge of a frame and beside it, then spread evenly. */
  private static List<Long> allPlaces(SampleServer server, int count) throws Exception {
    List<Integer> edges = edges(server);
    List<Long> places = new ArrayList<>();
    for (long at = 0; at < 1024 && places.size() < count; at++) {
      places.add(at);
    }
    for (int edge : edges) {
      for (long at = Math.max(0, edge - 1); at <= edge + 1; at++) {
        if (at >= 1024 && places.size() < count) {
          places.add(at);
        }
      }
    }
    long end = edges.get(edges.size() - 1);
    int left = count - places.size();
    for (int i = 0; i < left; i++) {
      places.add(1024 + i * (end - 1024) / left);
    }
    return places;
  }

  /** Reads once, and returns where the server's frames began. */
  private static List<Integer> edges(SampleServer server) throws Exception {
    try (FrameRelay frames = new FrameRelay(server.port(), connection -> FrameRelay.NEVER);
        FastFlightClient client = FastFlightClient.connect(frames.location())) {
      assertThat(RowsRead.checked(client, Way.OPEN, ROWS, BATCH_ROWS).failure()).isEmpty();
      return frames.edges();
    }
  }

  /** Reads in all ways by turns until every place had its connection, and {@code atLeast} reads. */
  private static Endings readThrough(
      IntSupplier connectionCount, FastFlightClient client, int connections, int atLeast) {
    Endings endings = new Endings();
    Way[] ways = Way.values();
    while (connectionCount.getAsInt() < connections || endings.runs < atLeast) {
      Way way = ways[endings.runs % ways.length];
      endings.add(way, RowsRead.checked(client, way, ROWS, BATCH_ROWS));
      assertThat(client.poolStatistics().leased()).isZero();
    }
    return endings;
  }

  private static List<Long> shuffled(List<Long> places) {
    List<Long> shuffled = new ArrayList<>(places);
    Collections.shuffle(shuffled, new Random(SEED));
    return shuffled;
  }

  private static Endings faultsAt(
      BufferAllocator memory,
      int count,
      int atLeast,
      FetchOptions options,
      LongFunction<Fault> fault)
      throws Exception {
    try (SampleServer server = new SampleServer(memory, 0);
        FaultProxy proxy = proxy(server);
        FastFlightClient client = client(proxy)) {
      List<Long> places = shuffled(withSomeWhole(places(server, count)));
      proxy.plan(connection -> List.of(fault.apply(places.get(connection % places.size()))));
      Endings endings =
          readThrough(proxy::connectionCount, client.with(options), places.size(), atLeast);
      proxy.plan(connection -> List.of());
      proxy.resetAll();
      return endings;
    }
  }

  @Test
  @Timeout(600) // 2,000 connections
  void aResetAtAnyByte(BufferAllocator memory) throws Exception {
    Endings endings =
        faultsAt(
            memory,
            CUT_POINTS,
            3_000,
            FetchOptions.defaults(),
            at -> new Fault.Reset(Direction.TO_CLIENT, at));
    report("reset", endings);
    assertThat(endings.runs).isGreaterThanOrEqualTo(3_000);
    assertThat(endings.complete(Way.FETCH)).isPositive();
    assertThat(endings.complete(Way.OPEN_RESUMABLE)).isGreaterThan(endings.complete(Way.OPEN));
  }

  @Test
  void anEndAtAnyByte(BufferAllocator memory) throws Exception {
    Endings endings =
        faultsAt(
            memory,
            300,
            300,
            FetchOptions.builder().maxGap(Duration.ofMillis(500)).build(),
            at -> new Fault.HalfClose(Direction.TO_CLIENT, at));
    report("half-close", endings);
  }

  @Test
  void aRequestThatIsCutAtAnyByte(BufferAllocator memory) throws Exception {
    Endings endings =
        faultsAt(
            memory,
            300,
            300,
            FetchOptions.builder().maxGap(Duration.ofMillis(500)).build(),
            at -> new Fault.Reset(Direction.TO_SERVER, at % 2_000));
    report("request reset", endings);
  }

  @Test
  void aStallAtAnyByte(BufferAllocator memory) throws Exception {
    Endings endings =
        faultsAt(
            memory,
            40,
            40,
            FetchOptions.builder().maxGap(Duration.ofMillis(200)).build(),
            at -> new Fault.Stall(Direction.TO_CLIENT, at));
    report("stall", endings);
  }

  @Test
  void aByteASecond(BufferAllocator memory) throws Exception {
    Endings endings =
        faultsAt(
            memory,
            20,
            20,
            FetchOptions.builder()
                .maxGap(Duration.ofMillis(200))
                .deadline(Duration.ofSeconds(2))
                .build(),
            at -> new Fault.Trickle(Direction.TO_CLIENT, at, 1));
    report("trickle", endings);
  }

  @Test
  void aGoAwayBeforeAnyFrame(BufferAllocator memory) throws Exception {
    try (SampleServer server = new SampleServer(memory, 0)) {
      int frames = edges(server).size();
      try (FrameRelay relay =
              new FrameRelay(
                  server.port(),
                  connection -> connection % 10 == 9 ? frames + 1 : connection % frames);
          FastFlightClient client = client(relay.location())) {
        FetchOptions options = FetchOptions.builder().maxGap(Duration.ofMillis(500)).build();
        Endings endings =
            readThrough(relay::connectionCount, client.with(options), 3 * frames, 300);
        report("GOAWAY", endings);
        assertThat(endings.complete(Way.FETCH)).isPositive();
      }
    }
  }

  @Test
  void aServerThatRefusesAndComesBack(BufferAllocator memory) throws Exception {
    try (SampleServer server = new SampleServer(memory, 0);
        FaultProxy proxy = proxy(server);
        FastFlightClient client = client(proxy)) {
      for (int i = 0; i < 5; i++) {
        for (Way way : Way.values()) {
          assertThat(RowsRead.checked(client, way, ROWS, BATCH_ROWS).failure()).isEmpty();
        }
        proxy.refuse();
        proxy.resetAll();
        for (Way way : Way.values()) {
          assertThat(RowsRead.checked(client, way, ROWS, BATCH_ROWS).failure()).isPresent();
        }
        proxy.accept();
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (RowsRead.checked(client, Way.OPEN, ROWS, BATCH_ROWS).failure().isPresent()) {
          assertThat(System.nanoTime()).as("the pool heals within 5 s").isLessThan(end);
        }
      }
      assertThat(client.poolStatistics().leased()).isZero();
    }
  }

  private static void report(String what, Endings endings) {
    System.out.printf("%s, seed %s, complete+failed: %s%n", what, SEED, endings);
  }
}
