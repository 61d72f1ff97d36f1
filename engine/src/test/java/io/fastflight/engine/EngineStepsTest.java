package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.ScriptedService.Step;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.service.Scan;
import io.fastflight.testkit.CapturedLog;
import io.fastflight.testkit.sample.SampleServices;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A service fails at each step where the engine calls it, in each way there is to fail. */
class EngineStepsTest {
  /** Where a caller meets the failure; closing has no caller. */
  private static final EnumSet<Step> TOLD = EnumSet.complementOf(EnumSet.of(Step.CLOSE));

  /** How a service fails, and what its caller is told. */
  enum How {
    TOLD(DataServiceException.class) {
      @Override
      void fail() {
        throw new DataServiceException("The source says no.");
      }
    },
    REFUSED(InvalidParamsException.class) {
      @Override
      void fail() {
        throw new InvalidParamsException("limit is too small.");
      }
    },
    UNCHECKED(DataServiceException.class) {
      @Override
      void fail() {
        throw new IllegalStateException(SampleServices.SECRET);
      }
    },
    CHECKED(DataServiceException.class) {
      @Override
      void fail() throws IOException {
        throw new IOException(SampleServices.SECRET);
      }
    },
    ERROR(DataServiceException.class) {
      @Override
      void fail() {
        throw new AssertionError(SampleServices.SECRET);
      }
    },
    MEMORY(ResourceExhaustedException.class) {
      @Override
      void fail() {
        throw new OutOfMemoryException(SampleServices.SECRET);
      }
    };

    private final Class<? extends FastFlightException> told;

    How(Class<? extends FastFlightException> told) {
      this.told = told;
    }

    abstract void fail() throws Exception;
  }

  static Stream<Arguments> everyStepAndWay() {
    return TOLD.stream()
        .flatMap(step -> Arrays.stream(How.values()).map(how -> Arguments.of(step, how)));
  }

  private static ScriptedService failing(Step where, How how) {
    return new ScriptedService(
        (step, context) -> {
          if (step == where) {
            how.fail();
          }
        });
  }

  /** Uses everything an engine offers for one request; the first failure ends it. */
  private static long useAll(Engine engine) {
    engine.plan(ScriptedService.request(), new Scan(8));
    long rows = 0;
    try (BatchReader reader = engine.open(ScriptedService.request())) {
      while (reader.next()) {
        rows += reader.batch().getRowCount();
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("everyStepAndWay")
  void theCallerIsToldWhatIsMeantForCallersAndNoMore(Step step, How how, BufferAllocator memory) {
    ScriptedService service = failing(step, how);
    try (CapturedLog log = new CapturedLog()) {
      FastFlightException told =
          catchThrowableOfType(FastFlightException.class, () -> useAll(service.engine(memory)));
      assertThat(told).isExactlyInstanceOf(how.told);
      assertThat(told.getMessage()).doesNotContain(SampleServices.SECRET).isNotBlank();
      assertThat(told.rowsDelivered()).hasValue(rowsBefore(step));
      if (how == How.UNCHECKED || how == How.CHECKED || how == How.ERROR) {
        assertThat(told).hasNoCause();
        requireLogged(told, log.text());
      }
    }
    assertThat(service.closed()).isEqualTo(service.opened());
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  private static long rowsBefore(Step step) {
    return switch (step) {
      case NEXT -> ScriptedService.ROWS;
      case END -> ScriptedService.ROWS * ScriptedService.BATCHES;
      default -> 0;
    };
  }

  /** The log has the secret, under the id that the caller was given. */
  private static void requireLogged(FastFlightException told, String log) {
    Matcher id = Pattern.compile("under the id (\\w{32})\\.").matcher(told.getMessage());
    assertThat(id.find()).isTrue();
    assertThat(log).contains("test.scripted failed after", id.group(1), SampleServices.SECRET);
  }

  @ParameterizedTest
  @EnumSource
  void aReaderThatCannotBeClosedIsTheLogsMatterOnly(How how, BufferAllocator memory) {
    ScriptedService service = failing(Step.CLOSE, how);
    try (CapturedLog log = new CapturedLog()) {
      assertThat(useAll(service.engine(memory))).isEqualTo(30);
      assertThat(log.text()).contains("test.scripted could not close the reader of a request.");
    }
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  @Test
  void aFailureInCloseDoesNotHideTheOneBefore(BufferAllocator memory) {
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == Step.READ_SCHEMA) {
                throw new DataServiceException("The first.");
              }
              if (step == Step.CLOSE) {
                throw new IllegalStateException("The second.");
              }
            });
    assertThat(
            catchThrowableOfType(FastFlightException.class, () -> useAll(service.engine(memory))))
        .hasMessage("The first.");
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"DECLARE_SCHEMA", "PLAN", "OPEN"})
  void anInterruptedServiceLeavesTheThreadInterrupted(Step where, BufferAllocator memory) {
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == where) {
                throw new InterruptedException(SampleServices.SECRET);
              }
            });
    FastFlightException told =
        catchThrowableOfType(FastFlightException.class, () -> useAll(service.engine(memory)));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(told.getMessage()).doesNotContain(SampleServices.SECRET);
  }

  @Test
  void aServiceThatReturnsNoReaderFails(BufferAllocator memory) {
    Engine engine = OneService.engine(memory, (params, context) -> null);
    assertThat(
            catchThrowableOfType(
                FastFlightException.class, () -> engine.open(OneService.request())))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("test.one failed after 0 rows.");
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  /** Such a batch would travel as an empty one. */
  @Test
  void aBatchWithoutItsRowCountIsRefused(BufferAllocator memory) {
    Engine engine =
        OneService.engine(
            memory,
            (params, context) ->
                new OneBatch(
                    ScriptedService.SCHEMA,
                    context.allocator(),
                    batch -> {
                      batch.getVector(0).setValueCount(7);
                    }));
    try (BatchReader reader = engine.open(OneService.request())) {
      assertThat(catchThrowableOfType(FastFlightException.class, reader::next))
          .isInstanceOf(DataServiceException.class)
          .hasMessage(
              "test.one returned a batch of 0 rows with 7 values in column 'id', after 0 rows. Call setRowCount when the columns are filled.");
    }
  }

  @Test
  void memoryThatRunsOutForRealIsALimit(BufferAllocator memory) {
    try (BufferAllocator small = memory.newChildAllocator("small", 0, 64)) {
      ScriptedService service = new ScriptedService((step, context) -> {});
      assertThat(
              catchThrowableOfType(FastFlightException.class, () -> useAll(service.engine(small))))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessage(
              "test.scripted needed more memory after 0 rows than the server has left for requests. Ask for fewer rows a batch, or later.");
      assertThat(small.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void aLeakingServiceDoesNotFailItsCallersResult(BufferAllocator memory) {
    List<VectorSchemaRoot> leaked = new java.util.ArrayList<>();
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == Step.OPEN) {
                VectorSchemaRoot root =
                    VectorSchemaRoot.create(ScriptedService.SCHEMA, context.allocator());
                root.allocateNew();
                leaked.add(root);
              }
            });
    assertThat(useAll(service.engine(memory))).isEqualTo(30);
    assertThat(memory.getChildAllocators())
        .as("named, while its memory is out")
        .extracting(BufferAllocator::getName)
        .containsOnly("request test.scripted");
    leaked.forEach(VectorSchemaRoot::close);
  }
}
