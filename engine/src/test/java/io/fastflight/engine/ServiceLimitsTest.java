package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceLimits;
import io.fastflight.service.ServiceRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class ServiceLimitsTest {
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("a", new ArrowType.Int(32, true))));

  /** Batches of ten rows, three of them, and then it waits for ever if it should. */
  private static DataService<OneService.Params> service(boolean hangs) {
    return (params, context) -> {
      int[] batches = {0};
      return BatchReader.filled(
          SCHEMA,
          context.allocator(),
          root -> {
            if (batches[0]++ == 3) {
              if (hangs) {
                context.cancellation().sleep(Duration.ofHours(1));
              }
              return false;
            }
            IntVector column = (IntVector) root.getVector(0);
            column.allocateNew(10);
            for (int i = 0; i < 10; i++) {
              column.set(i, i);
            }
            root.setRowCount(10);
            return true;
          });
    };
  }

  private static Engine engine(BufferAllocator memory, ServiceLimits limits, boolean hangs) {
    return new Engine(
        ServiceRegistry.builder()
            .register(ParamsType.of(OneService.Params.class), service(hangs), limits)
            .build(),
        memory);
  }

  private static ServiceLimits limits(
      OptionalLong rows, OptionalLong bytes, Optional<Duration> time) {
    return new ServiceLimits(rows, bytes, time, OptionalInt.empty());
  }

  private static FastFlightException failure(Engine engine) {
    try (BatchReader reader = engine.open(OneService.request())) {
      while (reader.next()) {
        assertThat(reader.batch().getRowCount()).isEqualTo(10);
      }
    } catch (FastFlightException failure) {
      return failure;
    }
    throw new AssertionError("The stream came to its end.");
  }

  @Test
  void moreRowsThanTheLimitAreAnError(BufferAllocator memory) {
    ServiceLimits limits = limits(OptionalLong.of(25), OptionalLong.empty(), Optional.empty());

    FastFlightException failure = failure(engine(memory, limits, false));

    assertThat(failure)
        .isInstanceOf(ResourceExhaustedException.class)
        .hasMessage(
            "test.one has more for this request than one stream of it may have, 25 rows; 20 rows were delivered. Ask for less at a time.");
    assertThat(failure.rowsDelivered()).hasValue(20);
    assertThat(((ResourceExhaustedException) failure).retryDelay()).isEmpty();
  }

  @Test
  void moreBytesThanTheLimitAreAnError(BufferAllocator memory) {
    ServiceLimits limits = limits(OptionalLong.empty(), OptionalLong.of(100), Optional.empty());

    assertThat(failure(engine(memory, limits, false)))
        .isInstanceOf(ResourceExhaustedException.class)
        .hasMessageContaining("100 bytes; 20 rows were delivered");
  }

  @Test
  void moreTimeThanTheLimitIsAnErrorAndStopsTheSource(BufferAllocator memory) {
    ServiceLimits limits =
        limits(OptionalLong.empty(), OptionalLong.empty(), Optional.of(Duration.ofMillis(200)));

    assertThat(failure(engine(memory, limits, true)))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage(
            "test.one took longer than one stream of it may take, 200 ms; 30 rows were delivered. Ask for less at a time, or read faster.");
  }

  @Test
  void whatStaysWithinItsLimitsIsRead(BufferAllocator memory) {
    ServiceLimits limits =
        limits(OptionalLong.of(30), OptionalLong.of(10_000), Optional.of(Duration.ofMinutes(1)));
    try (BatchReader reader = engine(memory, limits, false).open(OneService.request())) {
      int batches = 0;
      while (reader.next()) {
        batches++;
      }
      assertThat(batches).isEqualTo(3);
    }
  }

  @Test
  void aBatchSizeOfItsOwnHoldsUntilACallerAsksForAnother() {
    ServiceLimits limits =
        new ServiceLimits(
            OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), OptionalInt.of(7));

    assertThat(limits.batchRows(ServiceContext.DEFAULT_BATCH_ROWS)).isEqualTo(7);
    assertThat(limits.batchRows(100)).isEqualTo(100);
    assertThat(ServiceLimits.none().batchRows(100)).isEqualTo(100);
  }

  @Test
  void limitsOfNothingAreRefused() {
    assertThatThrownBy(() -> limits(OptionalLong.of(0), OptionalLong.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> limits(OptionalLong.empty(), OptionalLong.empty(), Optional.of(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
