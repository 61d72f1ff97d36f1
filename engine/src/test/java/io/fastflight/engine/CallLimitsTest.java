package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.CallGate.Entry;
import io.fastflight.engine.CallGate.Permit;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.policy.CallLimit;
import io.fastflight.policy.CallLimit.Per;
import io.fastflight.policy.CallLimits;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.service.CallListener;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Identity;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Callers get what their limits give them, take turns, and are refused in words and with a delay.
 */
@Timeout(30)
class CallLimitsTest {
  private static final Identity ADA = new Identity("ada", Set.of("reader"), Map.of());
  private static final Identity BOB = new Identity("bob", Set.of("reader"), Map.of());
  private static final Identity EVE = new Identity("eve", Set.of("reader"), Map.of());
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  private static CallLimit.Builder limit() {
    return CallLimit.of(Rule.of("readers").roles("reader").services("test.*").build());
  }

  private static CallLimits limits(CallLimit.Builder limit, Duration maxWait, int maxWaiting) {
    return new CallLimits(List.of(limit.build()), maxWait, maxWaiting);
  }

  private static Engine engine(BufferAllocator memory, CallLimits limits) {
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(ScriptedService.Params.class, new ScriptedService((step, context) -> {}))
            .build();
    return new Engine(
        new Offer(registry, Policy.open(), limits),
        memory,
        MemoryLimits.defaults(),
        CallListener.NONE);
  }

  private static BatchReader open(Engine engine, Identity caller) {
    return engine.as(caller).open(ScriptedService.request());
  }

  private static long rows(Engine engine, Identity caller) {
    long rows = 0;
    try (BatchReader reader = open(engine, caller)) {
      while (reader.next()) {
        rows += reader.batch().getRowCount();
      }
    }
    return rows;
  }

  private static void awaitWaiting(CallGate gate, int requests) throws InterruptedException {
    while (gate.waiting() != requests) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Test
  void eachCallerHasItsOwnStreams(BufferAllocator memory) {
    Engine engine = engine(memory, limits(limit().maxStreams(2), SHORT, 8));
    try (BatchReader one = open(engine, ADA);
        BatchReader two = open(engine, ADA)) {
      ResourceExhaustedException refused =
          catchThrowableOfType(ResourceExhaustedException.class, () -> open(engine, ADA));
      assertThat(refused)
          .hasMessage(
              "test.scripted was not opened: the limit 'readers' gives ada 2 streams at a time, and its turn did not come in 50 ms. Try again in 1000 ms.");
      assertThat(refused.retryDelay()).hasValue(Duration.ofSeconds(1));
      assertThat(refused.rowsDelivered()).hasValue(0);
      assertThat(rows(engine, BOB)).isEqualTo(30);
      assertThat(rows(engine, Identity.ANONYMOUS)).isEqualTo(30); // of whom no limit speaks
      one.close();
      assertThat(rows(engine, ADA)).isEqualTo(30);
      assertThat(two.next()).isTrue();
    }
    assertThat(engine.waitingRequests()).isZero();
  }

  @Test
  void aRequestWaitsForTheStreamBeforeIt(BufferAllocator memory) throws Exception {
    Engine engine = engine(memory, limits(limit().maxStreams(1), LONG, 8));
    BatchReader first = open(engine, ADA);
    CompletableFuture<Long> second = CompletableFuture.supplyAsync(() -> rows(engine, ADA));
    while (engine.waitingRequests() == 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(second).isNotDone();
    first.close();
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(30);
  }

  @Test
  void aStreamThatFailsToOpenGivesItsPlaceBack(BufferAllocator memory) {
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(
                ScriptedService.Params.class,
                new ScriptedService(
                    (step, context) -> {
                      throw new IllegalStateException("broken");
                    }))
            .build();
    Engine engine =
        new Engine(
            new Offer(registry, Policy.open(), limits(limit().maxStreams(1), SHORT, 8)),
            memory,
            MemoryLimits.defaults(),
            CallListener.NONE);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> open(engine, ADA)).hasMessageContaining("test.scripted failed");
    }
  }

  @Test
  void requestsOverTheRateWaitOrAreToldHowLong(BufferAllocator memory) {
    Engine patient = engine(memory, limits(limit().requestsPerSecond(20), LONG, 8));
    long begin = System.nanoTime();
    for (int i = 0; i < 24; i++) {
      assertThat(rows(patient, ADA)).isEqualTo(30);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(150), Duration.ofSeconds(5)); // 20 at once, 4 later
    Engine strict = engine(memory, limits(limit().requestsPerSecond(0.5), SHORT, 8));
    assertThat(rows(strict, ADA)).isEqualTo(30);
    ResourceExhaustedException refused =
        catchThrowableOfType(ResourceExhaustedException.class, () -> open(strict, ADA));
    assertThat(refused)
        .hasMessageStartingWith(
            "test.scripted was not opened: the limit 'readers' gives ada 0.5 requests a second, and its turn did not come in 50 ms. Try again in ");
    assertThat(refused.retryDelay().orElseThrow())
        .isBetween(Duration.ofMillis(1_000), Duration.ofMillis(2_001));
  }

  @Test
  void askingForSchemaAndPlanIsARequestToo(BufferAllocator memory) {
    Engine engine = engine(memory, limits(limit().requestsPerSecond(0.1), SHORT, 8));
    StreamRequest request = ScriptedService.request();
    engine.as(ADA).schema(request);
    assertThatThrownBy(() -> engine.as(ADA).schema(request))
        .isInstanceOf(ResourceExhaustedException.class);
    engine.as(BOB).plan(request, new Scan(1));
    assertThatThrownBy(() -> engine.as(BOB).plan(request, new Scan(1)))
        .isInstanceOf(ResourceExhaustedException.class);
  }

  @Test
  void aStreamOverItsRowsBytesOrTimeIsAnErrorAndNeverShort(BufferAllocator memory) {
    Engine rows = engine(memory, limits(limit().maxRows(25), SHORT, 8));
    try (BatchReader reader = open(rows, ADA)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThatThrownBy(reader::next)
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "test.scripted has more for this request than one stream of it may have, 25 rows; 20 rows were delivered. Ask for less at a time.");
    }
    Engine bytes = engine(memory, limits(limit().maxBytes(100), SHORT, 8));
    assertThatThrownBy(() -> rows(bytes, ADA)).hasMessageContaining("100 bytes");
    assertThat(rows(bytes, Identity.ANONYMOUS)).isEqualTo(30);
    Engine time = engine(memory, limits(limit().maxTime(Duration.ofMillis(20)), SHORT, 8));
    try (BatchReader reader = open(time, ADA)) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  TimeUnit.MILLISECONDS.sleep(10);
                  reader.next();
                }
              })
          .isInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  void aStreamOverItsMemoryIsToldWhichLimit(BufferAllocator memory) {
    Engine engine = engine(memory, limits(limit().maxMemory(64), SHORT, 8));
    assertThatThrownBy(() -> rows(engine, ADA))
        .isInstanceOf(ResourceExhaustedException.class)
        .hasMessageEndingWith(
            "than one request may hold, 64 bytes. Ask for fewer rows a batch or fewer columns, or raise the limit 'readers'.");
  }

  /** One place, held by nobody's doing but the test's. */
  private static final class OnePlace {
    private final CallGate gate = new CallGate();
    private final CallLimits limits;
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    OnePlace(int maxWaiting) {
      limits = limits(limit().maxStreams(1).per(Per.SERVICE), LONG, maxWaiting);
    }

    Permit enter(Identity caller, Cancellation cancellation) {
      return gate.admit(
          new Entry(caller, "test.one", true, cancellation), limits.of(caller, "test.one"), limits);
    }

    /** Waits in a thread of its own, and is there when this returns. */
    CompletableFuture<Permit> join(Identity caller, int waitingThen) throws InterruptedException {
      CompletableFuture<Permit> entered = new CompletableFuture<>();
      new Thread(
              () -> {
                try {
                  Permit permit = enter(caller, new Cancellation());
                  order.add(caller.name());
                  entered.complete(permit);
                } catch (RuntimeException refused) {
                  entered.completeExceptionally(refused);
                }
              })
          .start();
      awaitWaiting(gate, waitingThen);
      return entered;
    }
  }

  @Test
  void callersTakeTurnsHoweverManyRequestsOneHas() throws Exception {
    OnePlace place = new OnePlace(8);
    Permit held = place.enter(EVE, new Cancellation());
    List<CompletableFuture<Permit>> entered = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      entered.add(place.join(EVE, i));
    }
    entered.add(place.join(ADA, 6));
    entered.add(place.join(ADA, 7));
    entered.add(place.join(BOB, 8));
    held.close();
    for (int left = 8; left > 0; left--) {
      Permit next =
          (Permit)
              CompletableFuture.anyOf(entered.toArray(CompletableFuture<?>[]::new))
                  .get(10, TimeUnit.SECONDS);
      entered.removeIf(CompletableFuture::isDone);
      assertThat(entered).hasSize(left - 1); // one at a time
      next.close();
      next.close(); // gives nothing back twice
    }
    assertThat(place.order).containsExactly("eve", "ada", "bob", "eve", "ada", "eve", "eve", "eve");
    assertThat(place.gate.waiting()).isZero();
  }

  @Test
  void whoFloodsIsRefusedAndKeepsNobodyOut() throws Exception {
    OnePlace place = new OnePlace(3);
    Permit held = place.enter(EVE, new Cancellation());
    List<CompletableFuture<Permit>> flood = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      flood.add(place.join(EVE, i));
    }
    assertThatThrownBy(() -> place.enter(EVE, new Cancellation()))
        .isInstanceOf(ResourceExhaustedException.class)
        .hasMessage(
            "test.one was not opened: the limit 'readers' gives test.one 1 streams at a time, and 3 other requests wait already. Try again in 1000 ms.");
    CompletableFuture<Permit> ada = place.join(ADA, 3);
    assertThatThrownBy(() -> flood.get(2).get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ResourceExhaustedException.class)
        .hasMessageContaining("others had waited for less");
    held.close();
    flood.get(0).get(10, TimeUnit.SECONDS).close();
    ada.get(10, TimeUnit.SECONDS).close();
    flood.get(1).get(10, TimeUnit.SECONDS).close();
    assertThat(place.order).containsExactly("eve", "ada", "eve");
  }

  @Test
  void whoCancelsWaitsNoLonger() throws Exception {
    OnePlace place = new OnePlace(8);
    Permit held = place.enter(EVE, new Cancellation());
    Cancellation cancellation = new Cancellation();
    CompletableFuture<Permit> ada =
        CompletableFuture.supplyAsync(() -> place.enter(ADA, cancellation));
    awaitWaiting(place.gate, 1);
    cancellation.cancel();
    assertThatThrownBy(() -> ada.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CallCancelledException.class);
    assertThat(place.gate.waiting()).isZero();
    held.close();
    place.enter(BOB, new Cancellation()).close();
  }

  @Test
  void aReloadKeepsCountUnderTheSameName(BufferAllocator memory) {
    Engine engine = engine(memory, limits(limit().maxStreams(1), SHORT, 8));
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(ScriptedService.Params.class, new ScriptedService((step, context) -> {}))
            .build();
    try (BatchReader before = open(engine, ADA)) {
      engine.replace(registry, () -> {}); // keeps policy and limits
      assertThatThrownBy(() -> open(engine, ADA)).hasMessageContaining("1 streams at a time");
      engine.replace(
          new Offer(registry, Policy.open(), limits(limit().maxStreams(2), SHORT, 8)), () -> {});
      try (BatchReader second = open(engine, ADA)) {
        assertThatThrownBy(() -> open(engine, ADA)).hasMessageContaining("2 streams at a time");
        assertThat(second.next()).isTrue();
      }
      assertThat(before.next()).isTrue();
    }
    assertThat(rows(engine, ADA)).isEqualTo(30);
  }

  @Test
  void whatIsNoLimitIsRefusedInWords() {
    Rule all = Rule.of("all").everyone().services("*").build();
    assertThatThrownBy(() -> CallLimit.of(all).build())
        .hasMessage(
            "The limit 'all' bounds nothing. Give it streams, requests, rows, bytes, time or memory.");
    assertThatThrownBy(() -> CallLimit.of(all).maxStreams(0))
        .hasMessage("The limit 'all': maxStreams must be 1 or more, was 0.");
    assertThatThrownBy(() -> CallLimit.of(all).requestsPerSecond(Double.NaN))
        .hasMessage(
            "The limit 'all': requestsPerSecond must be over 0 and at most 1000000, was NaN.");
    assertThatThrownBy(() -> CallLimit.of(Rule.of("no").everyone().services("*").deny().build()))
        .hasMessageContaining("Leave deny, filter and masks to the policy.");
    CallLimit one = CallLimit.of(all).maxRows(1).build();
    assertThatThrownBy(() -> CallLimits.of(List.of(one, one)))
        .hasMessage("Two limits are called 'all'. Give one of them another name.");
    assertThatThrownBy(() -> new CallLimits(List.of(), Duration.ofHours(1), 1))
        .hasMessage("maxWait must be 0..60000 ms, was PT1H.");
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(ScriptedService.Params.class, new ScriptedService((step, context) -> {}))
            .build();
    for (String typo : List.of("test.scriptet", "tst.*")) {
      Rule missing = Rule.of("typo").everyone().services(typo).build();
      CallLimits unknown = CallLimits.of(List.of(CallLimit.of(missing).maxRows(1).build()));
      assertThatThrownBy(() -> new Offer(registry, Policy.open(), unknown))
          .hasMessageStartingWith(
              "A limit names the service '%s', and none is registered that is called so."
                  .formatted(typo));
    }
  }
}
