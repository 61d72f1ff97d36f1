package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.DataService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.CapturedLog;
import io.fastflight.testkit.sample.SampleParams;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One request has a cap, all together have a budget; what a caller is told of either. */
class EngineMemoryTest {
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true))));
  private static final int CAP = 64 * 1024;

  @WireName("test.greedy")
  record Greedy() implements DataParams {}

  /** How a service says that it got no memory. */
  enum Says {
    AS_ARROW_DOES,
    AS_A_LOADER_DOES,
    AS_A_SOURCE_DOES;

    RuntimeException wrap(RuntimeException failure) {
      return switch (this) {
        case AS_ARROW_DOES -> failure;
        case AS_A_LOADER_DOES -> new IllegalArgumentException(failure);
        case AS_A_SOURCE_DOES -> new ResourceExhaustedException("No memory.", failure);
      };
    }
  }

  private static Engine engine(
      BufferAllocator memory, MemoryLimits limits, DataService<Greedy> service) {
    ServiceRegistry registry =
        SampleServices.builder(new SlowService()).register(Greedy.class, service).build();
    return new Engine(registry, memory, limits);
  }

  private static MemoryLimits capped() {
    return MemoryLimits.builder().maxBytesInFlight(4 * CAP).maxRequestBytes(CAP).build();
  }

  /** Returns one good batch, and then asks for more than there is. */
  private static DataService<Greedy> greedy(Says says, long rows) {
    return (params, context) -> reader(says, rows, context);
  }

  private static BatchReader reader(Says says, long rows, ServiceContext context) {
    boolean[] begun = new boolean[1];
    return BatchReader.filled(
        SCHEMA,
        context.allocator(),
        batch -> {
          BigIntVector numbers = (BigIntVector) batch.getVector(0);
          try {
            numbers.allocateNew(begun[0] ? Math.toIntExact(rows) : 10);
          } catch (RuntimeException none) {
            throw says.wrap(none);
          }
          begun[0] = true;
          numbers.setValueCount(10);
          batch.setRowCount(10);
          return true;
        });
  }

  @ParameterizedTest
  @EnumSource
  void overItsCapARequestIsToldTheCapAndWhatToSet(Says says, BufferAllocator memory) {
    Engine engine = engine(memory, capped(), greedy(says, 1_000_000));
    try (BatchReader reader = engine.open(StreamRequest.of(new Greedy()))) {
      assertThat(reader.next()).isTrue();
      FastFlightException refusal = catchThrowableOfType(FastFlightException.class, reader::next);
      assertThat(refusal)
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "test.greedy needed more memory after 10 rows than one request may hold, 65536 bytes. Ask for fewer rows a batch or fewer columns, or raise MemoryLimits.maxRequestBytes.");
      assertThat(refusal.rowsDelivered()).hasValue(10);
      assertThat(((ResourceExhaustedException) refusal).retryDelay()).isEmpty();
    }
    assertThat(engine.bytesInFlight()).isZero();
  }

  @Test
  void aServiceThatAnswersLaterIsToldTheSame(BufferAllocator memory) {
    Engine engine =
        engine(
            memory,
            capped(),
            DataService.later(
                (params, context) ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          context.allocator().buffer(2 * CAP).close();
                          return reader(Says.AS_ARROW_DOES, 10, context);
                        })));
    assertThatThrownBy(() -> engine.open(StreamRequest.of(new Greedy())))
        .isInstanceOf(ResourceExhaustedException.class)
        .hasMessageStartingWith("test.greedy needed more memory after 0 rows than one request");
  }

  @Test
  void anAllocatorOfTheServicesOwnIsUnderTheSameCap(BufferAllocator memory) {
    Engine engine =
        engine(
            memory,
            capped(),
            (params, context) -> {
              try (BufferAllocator own =
                  context.allocator().newChildAllocator("own", 0, Long.MAX_VALUE)) {
                own.buffer(2 * CAP).close();
              }
              throw new AssertionError("allocated");
            });
    assertThatThrownBy(() -> engine.open(StreamRequest.of(new Greedy())))
        .isInstanceOf(ResourceExhaustedException.class)
        .hasMessageContaining("than one request may hold, 65536 bytes.");
  }

  @Test
  void anotherFailureForWantOfMemoryIsToldAsTheServiceSaysIt(BufferAllocator memory) {
    Engine engine =
        engine(
            memory,
            capped(),
            (params, context) -> {
              try {
                context.allocator().buffer(2 * CAP).close();
              } catch (RuntimeException none) {
                throw new DataServiceException("Too much in one day.", none);
              }
              throw new AssertionError("allocated");
            });
    try (CapturedLog log = new CapturedLog()) {
      assertThatThrownBy(() -> engine.open(StreamRequest.of(new Greedy())))
          .isInstanceOf(DataServiceException.class)
          .hasMessage("Too much in one day.");
      assertThat(log.text()).contains("test.greedy failed after 0 rows [");
    }
  }

  @Test
  void aRootThatIsFullIsALimitOfTheMomentWithADelay(BufferAllocator memory) {
    try (BufferAllocator small = memory.newChildAllocator("small", 0, CAP)) {
      Engine engine = engine(small, MemoryLimits.defaults(), greedy(Says.AS_ARROW_DOES, 1_000_000));
      try (BatchReader reader = engine.open(StreamRequest.of(new Greedy()))) {
        assertThat(reader.next()).isTrue();
        ResourceExhaustedException refusal =
            catchThrowableOfType(ResourceExhaustedException.class, reader::next);
        assertThat(refusal)
            .hasMessage(
                "test.greedy needed more memory after 10 rows than the server has left for requests. Ask for fewer rows a batch, or later.");
        assertThat(refusal.retryDelay()).hasValue(MemoryLimits.DEFAULT_RETRY_DELAY);
      }
    }
  }

  private static Engine refusing(BufferAllocator memory) {
    return engine(
        memory,
        MemoryLimits.builder().maxBytesInFlight(CAP).maxWait(Duration.ZERO).build(),
        greedy(Says.AS_ARROW_DOES, 10));
  }

  private static StreamRequest rows() {
    return StreamRequest.of(new SampleParams.Rows(10, OptionalInt.empty()));
  }

  @Test
  void overTheBudgetWhatOpensAStreamIsRefusedAndTheRestServes(BufferAllocator memory) {
    Engine engine = refusing(memory);
    try (ArrowBuf tooMuch = memory.buffer(2 * CAP)) {
      assertThat(engine.bytesInFlight()).isEqualTo(tooMuch.capacity());
      ResourceExhaustedException refusal =
          catchThrowableOfType(ResourceExhaustedException.class, () -> engine.open(rows()));
      assertThat(refusal).hasMessageStartingWith("No memory to open test.rows: 131072 bytes");
      assertThat(refusal.rowsDelivered()).hasValue(0);
      assertThat(refusal.retryDelay()).isPresent();
      StreamRequest undeclared = StreamRequest.of(new Greedy()); // its schema is learnt by opening
      assertThatThrownBy(() -> engine.schema(undeclared))
          .isInstanceOf(ResourceExhaustedException.class);
      assertThatThrownBy(() -> engine.plan(undeclared, new Scan(1)))
          .isInstanceOf(ResourceExhaustedException.class);

      assertThat(engine.schema(rows()).getFields()).hasSize(1);
      assertThat(engine.plan(rows(), new Scan(1)).tickets()).hasSize(1);
      assertThat(engine.services()).isNotEmpty();
    }
    assertThat(memory.getChildAllocators()).isEmpty();
    engine.open(rows()).close();
  }

  @Test
  void aWrongRequestIsToldSoWhateverTheBudget(BufferAllocator memory) {
    Engine engine = refusing(memory);
    try (ArrowBuf tooMuch = memory.buffer(2 * CAP)) {
      assertThat(engine.bytesInFlight()).isEqualTo(tooMuch.capacity());
      assertThatThrownBy(() -> engine.open(StreamRequest.of("test.nothing", Map.of())))
          .isInstanceOf(ServiceNotFoundException.class);
      assertThatThrownBy(() -> engine.open(StreamRequest.of("test.rows", Map.of("rows", -1))))
          .isInstanceOf(InvalidParamsException.class);
    }
  }

  @Test
  void aStreamThatIsOpenGoesOnOverTheBudget(BufferAllocator memory) {
    Engine engine = refusing(memory);
    try (BatchReader reader =
        engine.open(StreamRequest.of(new SampleParams.Rows(30, OptionalInt.of(10))))) {
      assertThat(reader.next()).isTrue();
      try (ArrowBuf tooMuch = memory.buffer(2 * CAP)) {
        assertThat(engine.bytesInFlight()).isGreaterThan(tooMuch.capacity());
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isFalse();
      }
    }
  }
}
