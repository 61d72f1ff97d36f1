package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.service.Cancellation;
import io.fastflight.service.DataService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleParams;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller of the engine is told when a service fails, and what is left behind: nothing. */
class EngineFailuresTest {
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true))));

  @WireName("test.own")
  record Own() implements DataParams {}

  private static Engine engine(BufferAllocator memory, DataService<Own> service) {
    return new Engine(ServiceRegistry.builder().register(Own.class, service).build(), memory);
  }

  private static StreamRequest own() {
    return StreamRequest.of(new Own());
  }

  @Test
  void everyRowOfAServiceIsReadAndItsMemoryComesBack(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    long rows = 0;
    try (BatchReader reader =
        engine.open(StreamRequest.of(new SampleParams.Rows(25, OptionalInt.of(10))))) {
      while (reader.next()) {
        rows += reader.batch().getRowCount();
      }
      assertThat(memory.getChildAllocators()).hasSize(1);
      assertThat(memory.getChildAllocators().iterator().next().getName())
          .isEqualTo("request test.rows");
    }
    assertThat(rows).isEqualTo(25);
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aServiceThatThrowsInOpenIsTold(SampleParams.Failure how, BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    StreamRequest request = StreamRequest.of(new SampleParams.FailOpen(how));
    assertThatThrownBy(() -> engine.open(request))
        .isInstanceOf(DataServiceException.class)
        .hasMessageNotContaining(SampleServices.SECRET);
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  @Test
  void aFailureOnTheWaySaysHowManyRowsCameBeforeIt(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    SampleParams.Failure secret = SampleParams.Failure.SECRET;
    try (BatchReader reader =
        engine.open(StreamRequest.of(new SampleParams.FailAtBatch(2, secret)))) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      FastFlightException failure = catchThrowableOfType(FastFlightException.class, reader::next);
      assertThat(failure.rowsDelivered()).hasValue(20);
      assertThat(failure)
          .hasMessageStartingWith(
              "test.fail_at_batch failed after 20 rows. The server's log says why")
          .hasMessageNotContaining(SampleServices.SECRET);
    }
  }

  @Test
  void aSourceThatEndsBecauseItWasCancelledIsNotComplete(BufferAllocator memory) {
    Cancellation cancellation = new Cancellation();
    Engine engine =
        engine(
            memory,
            (params, context) ->
                BatchReader.filled(
                    SCHEMA,
                    context.allocator(),
                    batch -> {
                      cancellation.cancel(); // and then it looks as if it had come to its end
                      return false;
                    }));
    try (BatchReader reader = engine.open(own().withCancellation(cancellation))) {
      assertThatThrownBy(reader::next).isInstanceOf(CallCancelledException.class);
    }
  }

  @Test
  void aCallCancelledBeforeItsOpeningNeverReachesTheService(BufferAllocator memory) {
    AtomicInteger opened = new AtomicInteger();
    Engine engine =
        engine(
            memory,
            (params, context) -> {
              opened.incrementAndGet();
              throw new AssertionError("opened");
            });
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    assertThatThrownBy(() -> engine.open(own().withCancellation(cancellation)))
        .isInstanceOf(CallCancelledException.class);
    assertThat(opened).hasValue(0);
  }

  @Test
  void memoryThatRunsOutIsALimitNotAFault(BufferAllocator memory) {
    Engine engine =
        engine(
            memory,
            (params, context) ->
                BatchReader.filled(
                    SCHEMA,
                    context.allocator(),
                    batch -> {
                      throw new OutOfMemoryException("Unable to allocate");
                    }));
    try (BatchReader reader = engine.open(own())) {
      assertThatThrownBy(reader::next).isInstanceOf(ResourceExhaustedException.class);
    }
  }

  @Test
  void aBufferStillOnItsWayKeepsTheRequestsAllocatorOpenUntilItIsBack(BufferAllocator memory) {
    ArrowBuf[] onItsWay = new ArrowBuf[1];
    Engine engine =
        engine(
            memory,
            (params, context) -> {
              onItsWay[0] = context.allocator().buffer(64);
              return BatchReader.filled(SCHEMA, context.allocator(), batch -> false);
            });
    engine.open(own()).close();
    assertThat(memory.getChildAllocators()).hasSize(1);
    onItsWay[0].close();
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  @Test
  void aReaderThatIsClosedTwiceIsClosedOnce(BufferAllocator memory) {
    SlowService slow = new SlowService();
    Engine engine = new Engine(SampleServices.builder(slow).build(), memory);
    BatchReader reader = engine.open(StreamRequest.of(new SampleParams.Slow(1)));
    reader.close();
    reader.close();
    assertThat(slow.closedCount()).isEqualTo(1);
    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This reader of test.slow is closed.");
  }

  @Test
  void theSchemaOfAServiceThatDeclaresNoneIsLearntByOpeningIt(BufferAllocator memory) {
    Engine engine =
        engine(
            memory,
            (params, context) -> BatchReader.filled(SCHEMA, context.allocator(), batch -> false));
    assertThat(engine.schema(own())).isEqualTo(SCHEMA);
    assertThat(engine.plan(own(), new Scan(4)).tickets()).hasSize(1);
  }

  @Test
  void aSliceOfAServiceWithoutSlicesIsRefused(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    StreamRequest slice = StreamRequest.of("test.rows", Map.of("_slice", "0"));
    assertThatThrownBy(() -> engine.open(slice))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("does not return slices");
  }

  @Test
  void aBatchOfOtherColumnsIsRefused(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    try (BatchReader reader = engine.open(StreamRequest.of(new SampleParams.WrongSchema()))) {
      assertThat(reader.next()).isTrue();
      assertThatThrownBy(reader::next)
          .isInstanceOf(DataServiceException.class)
          .hasMessageStartingWith(
              "test.wrong_schema returned a batch of another schema after 10 rows");
    }
  }
}
