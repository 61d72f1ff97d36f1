package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.ScriptedService.Step;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.policy.CallLimit;
import io.fastflight.policy.CallLimit.Per;
import io.fastflight.policy.CallLimits;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.service.CallListener;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the streams of one caller, or of one service, hold together is bounded. */
@Timeout(30)
class SharedMemoryTest {
  private static final Identity ADA = new Identity("ada", Set.of(), Map.of());
  private static final Identity BOB = new Identity("bob", Set.of(), Map.of());
  private static final int PIECE = 1 << 20;

  /** What each stream holds from its opening to its end. */
  private final Map<ServiceContext, ArrowBuf> held = new HashMap<>();

  private boolean wraps;

  @AfterEach
  void nothingIsHeld() {
    assertThat(held).isEmpty();
  }

  private Engine engine(BufferAllocator memory, CallLimit.Builder limit, Duration maxWait) {
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(ScriptedService.Params.class, new ScriptedService(this::act))
            .build();
    CallLimits limits = new CallLimits(List.of(limit.build()), maxWait, 8);
    return new Engine(
        new Offer(registry, Policy.open(), limits),
        memory,
        MemoryLimits.defaults(),
        CallListener.NONE);
  }

  private void act(Step step, ServiceContext context) {
    if (step == Step.OPEN) {
      try {
        BufferAllocator own = context.allocator(); // and a child of it counts as well
        held.put(context, own.buffer(PIECE));
      } catch (OutOfMemoryException refused) {
        throw wraps ? new IllegalStateException("no room", refused) : refused;
      }
    } else if (step == Step.CLOSE) {
      held.remove(context).close();
    }
  }

  private static CallLimit.Builder limit(long bytes) {
    return CallLimit.of(Rule.of("all").everyone().services("*").build()).maxTotalMemory(bytes);
  }

  private static BatchReader open(Engine engine, Identity caller) {
    return engine.as(caller).open(ScriptedService.request());
  }

  private static ResourceExhaustedException refused(Engine engine, Identity caller) {
    return catchThrowableOfType(
        ResourceExhaustedException.class, () -> open(engine, caller).close());
  }

  @Test
  void whatOthersHoldIsNotThereForOneMore(BufferAllocator memory) {
    Engine engine = engine(memory, limit(2 * PIECE + 100_000), Duration.ofMillis(50));
    for (boolean told : List.of(false, true)) {
      wraps = told;
      try (BatchReader one = open(engine, ADA);
          BatchReader two = open(engine, ADA)) {
        ResourceExhaustedException refused = refused(engine, ADA);
        assertThat(refused)
            .hasMessage(
                "test.scripted needed more memory after 0 rows than the limit 'all' leaves: all streams of ada together may hold 2197152 bytes. Try again in 1000 ms, or read fewer at a time.");
        assertThat(refused.retryDelay()).hasValue(Duration.ofSeconds(1));
        assertThat(refused.rowsDelivered()).hasValue(0);
        open(engine, BOB).close(); // has as much for itself
        one.close();
        open(engine, ADA).close();
        assertThat(two.next()).isTrue();
      }
    }
  }

  @Test
  void aServiceMayBeWhoseItIs(BufferAllocator memory) {
    Engine engine = engine(memory, limit(PIECE + 100_000).per(Per.SERVICE), Duration.ofMillis(50));
    try (BatchReader one = open(engine, ADA)) {
      assertThat(one.next()).isTrue();
      assertThat(refused(engine, BOB))
          .hasMessageContaining("all streams of test.scripted together");
    }
    open(engine, BOB).close();
  }

  @Test
  void aRequestWaitsWhileAllIsUsedUp(BufferAllocator memory) throws Exception {
    Engine engine = engine(memory, limit(PIECE), Duration.ofMillis(50));
    try (BatchReader one = open(engine, ADA)) {
      ResourceExhaustedException refused = refused(engine, ADA);
      assertThat(refused)
          .hasMessage(
              "test.scripted was not opened: the limit 'all' gives ada 1048576 bytes of memory in all, and its turn did not come in 50 ms. Try again in 1000 ms.");
      assertThat(refused.retryDelay()).hasValue(Duration.ofSeconds(1));
      assertThat(one.schema()).isEqualTo(ScriptedService.SCHEMA);
    }
    Engine patient = engine(memory, limit(PIECE), Duration.ofSeconds(20));
    BatchReader first = open(patient, ADA);
    CompletableFuture<Void> second = CompletableFuture.runAsync(() -> open(patient, ADA).close());
    while (patient.waitingRequests() == 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(second).isNotDone();
    first.close();
    second.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatOneStreamCannotHoldAloneHasNoDelay(BufferAllocator memory) {
    Engine engine = engine(memory, limit(PIECE - 1), Duration.ofMillis(50));
    ResourceExhaustedException refused = refused(engine, ADA);
    assertThat(refused)
        .hasMessageEndingWith(
            "than one request may hold, 1048575 bytes. Ask for fewer rows a batch or fewer columns, or raise the limit 'all'.");
    assertThat(refused.retryDelay()).isEmpty();
  }

  @Test
  void aStreamThatGrewEndsWithAnErrorAndTheOthersGoOn(BufferAllocator memory) {
    Engine engine = engine(memory, limit(2 * PIECE + 1), Duration.ofMillis(50));
    try (BatchReader one = open(engine, ADA);
        BatchReader two = open(engine, ADA)) {
      assertThatThrownBy(one::next) // its batch is the first byte too many
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageContaining("the limit 'all' leaves");
      one.close();
      assertThat(two.next()).isTrue();
    }
  }

  @Test
  void whatAServicesOwnChildHoldsCounts(BufferAllocator memory) {
    CallLimit limit = limit(PIECE).build();
    SharedMemory shared = new SharedMemory();
    RequestMemory one = memory(memory, limit, shared);
    RequestMemory two = memory(memory, limit, shared);
    try (BufferAllocator child = one.allocator().newChildAllocator("child", 0, Long.MAX_VALUE);
        ArrowBuf most = child.buffer(PIECE / 2)) {
      assertThat(shared.heldBytes()).isEqualTo(most.capacity());
      two.allocator().buffer(PIECE / 2).close();
      assertThatThrownBy(() -> two.allocator().buffer(PIECE)).hasMessageContaining("limit 'all'");
      assertThatThrownBy(() -> child.buffer(PIECE)).hasMessageContaining("limit 'all'");
    }
    one.close();
    two.close();
    assertThat(shared.isUnused()).isTrue();
  }

  private static RequestMemory memory(
      BufferAllocator parent, CallLimit limit, SharedMemory shared) {
    return new RequestMemory(
        "one", parent, Long.MAX_VALUE, List.of(new SharedMemory.Bound(limit, "ada", shared)));
  }
}
