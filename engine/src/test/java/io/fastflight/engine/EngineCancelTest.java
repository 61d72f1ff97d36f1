package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.ScriptedService.Step;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.CapturedLog;
import io.fastflight.testkit.sample.SampleServices;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A cancelled request fails as cancelled, wherever the cancel meets it; it never looks complete.
 */
class EngineCancelTest {
  private static final Duration FOR_EVER = Duration.ofHours(1);

  private final Cancellation cancellation = new Cancellation();

  private StreamRequest request() {
    return ScriptedService.request().withCancellation(cancellation);
  }

  private long useAll(Engine engine) {
    engine.plan(request(), new Scan(8));
    long rows = 0;
    try (BatchReader reader = engine.open(request())) {
      while (reader.next()) {
        rows += reader.batch().getRowCount();
      }
    }
    return rows;
  }

  private static void sleep(ServiceContext context) {
    context.cancellation().sleep(FOR_EVER);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLOSE")
  void aSourceThatWaitsIsWoken(Step where, BufferAllocator memory) throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == where) {
                waiting.countDown();
                sleep(context);
              }
            });
    Thread canceller =
        new Thread(
            () -> {
              try {
                waiting.await();
                cancellation.cancel();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    canceller.start();
    assertThat(
            catchThrowableOfType(FastFlightException.class, () -> useAll(service.engine(memory))))
        .isInstanceOf(CallCancelledException.class);
    canceller.join();
    assertThat(service.closed()).isEqualTo(service.opened());
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLOSE")
  void whateverASourceThrowsWhenCancelledIsTheCancel(Step where, BufferAllocator memory) {
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == where) {
                cancellation.expire();
                throw new IllegalStateException(SampleServices.SECRET);
              }
            });
    try (CapturedLog log = new CapturedLog()) {
      assertThat(
              catchThrowableOfType(FastFlightException.class, () -> useAll(service.engine(memory))))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessage("The deadline of the call passed before its end.");
      assertThat(log.text()).isEmpty();
    }
  }

  /** Only the last step returns as if the source had ended by itself. */
  @Test
  void aSourceThatJustEndsWhenCancelledIsNotComplete(BufferAllocator memory) {
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == Step.END) {
                cancellation.cancel();
              }
            });
    FastFlightException told =
        catchThrowableOfType(FastFlightException.class, () -> useAll(service.engine(memory)));
    assertThat(told).isInstanceOf(CallCancelledException.class);
    assertThat(told.rowsDelivered()).hasValue(30);
  }

  @Test
  void cancelledBetweenBatchesTheSourceIsNotAskedAgain(BufferAllocator memory) {
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == Step.NEXT) {
                throw new AssertionError("asked for the second batch");
              }
            });
    try (BatchReader reader = service.engine(memory).open(request())) {
      assertThat(reader.next()).isTrue();
      cancellation.cancel();
      FastFlightException told = catchThrowableOfType(FastFlightException.class, reader::next);
      assertThat(told).isInstanceOf(CallCancelledException.class);
      assertThat(told.rowsDelivered()).hasValue(10);
    }
  }

  @Test
  void aReaderThatOpensInSpiteOfTheCancelFailsAtItsFirstBatch(BufferAllocator memory) {
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == Step.OPEN) {
                cancellation.cancel();
              }
            });
    try (BatchReader reader = service.engine(memory).open(request())) {
      assertThat(catchThrowableOfType(FastFlightException.class, reader::next))
          .isInstanceOf(CallCancelledException.class);
    }
    assertThat(service.closed()).isOne();
  }
}
