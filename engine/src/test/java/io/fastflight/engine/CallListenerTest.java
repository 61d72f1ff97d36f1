package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.ScriptedService.Step;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.CallListener;
import io.fastflight.service.CallOrigin;
import io.fastflight.service.CallRecord;
import io.fastflight.service.CallTrail;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.CapturedLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** Every call is told of once, whatever its end, and as what it was. */
class CallListenerTest {
  private final List<CallRecord> calls = new ArrayList<>();

  private Engine engine(BufferAllocator memory, ScriptedService.Action action) {
    return engine(memory, action, calls::add);
  }

  private static Engine engine(
      BufferAllocator memory, ScriptedService.Action action, CallListener listener) {
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(ScriptedService.Params.class, new ScriptedService(action))
            .build();
    return new Engine(registry, memory, MemoryLimits.defaults(), listener);
  }

  private static void readAll(Engine engine, StreamRequest request) {
    try (BatchReader reader = engine.open(request)) {
      while (reader.next()) {
        assertThat(engine.openStreams()).isOne();
      }
    }
    assertThat(engine.openStreams()).isZero();
  }

  private CallRecord only() {
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  @Test
  void aCompleteCallSaysWhoWhatAndHowMuch(BufferAllocator memory) {
    Identity ana = new Identity("ana", Set.of("analyst"), Map.of());
    SocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    readAll(
        engine(memory, (step, context) -> {}).as(ana),
        ScriptedService.request()
            .withCall(
                CallTrail.begin(
                    CallOrigin.of("flight", peer), "DoGet", "my-call", CallListener.NONE)));
    CallRecord call = only();
    assertThat(call.service()).hasValue("test.scripted");
    assertThat(call.caller()).isEqualTo(ana);
    assertThat(call.origin().door()).isEqualTo("flight");
    assertThat(call.origin().peer()).hasValue("127.0.0.1:4711");
    assertThat(call.delivered().rows()).isEqualTo(30);
    assertThat(call.delivered().bytes()).isGreaterThanOrEqualTo(30 * Long.BYTES);
    assertThat(call.failure()).isEmpty();
    assertThat(call.duration()).isPositive();
    assertThat(call.id()).isNotBlank();
  }

  @Test
  void aServiceIsNamedAsTheRegistryHasIt(BufferAllocator memory) {
    Engine engine = engine(memory, (step, context) -> {});
    readAll(engine, StreamRequest.of("old.module.Scripted", Map.of("limit", 0)));
    assertThat(only().service()).hasValue("test.scripted");
  }

  @Test
  void aNameThatNobodyRegisteredIsNotRepeated(BufferAllocator memory) {
    Engine engine = engine(memory, (step, context) -> {});
    assertThatThrownBy(() -> engine.open(StreamRequest.of("no.such", Map.of())))
        .isInstanceOf(FastFlightException.class);
    assertThat(only().service()).isEmpty();
    assertThat(only().failure()).hasValue(ErrorCode.NOT_FOUND);
    assertThat(engine.openStreams()).isZero();
  }

  @Test
  void aFailureIsToldAfterTheRowsBeforeIt(BufferAllocator memory) {
    Engine engine =
        engine(
            memory,
            (step, context) -> {
              if (step == Step.NEXT) {
                throw new IllegalStateException("broken");
              }
            });
    assertThatThrownBy(() -> readAll(engine, ScriptedService.request()))
        .isInstanceOf(FastFlightException.class);
    assertThat(only().failure()).hasValue(ErrorCode.SOURCE_FAILED);
    assertThat(only().delivered().rows()).isEqualTo(10);
  }

  @Test
  void aReaderThatIsClosedEarlyWasLeft(BufferAllocator memory) {
    BatchReader reader = engine(memory, (step, context) -> {}).open(ScriptedService.request());
    reader.next();
    reader.close();
    reader.close();
    assertThat(only().failure()).hasValue(ErrorCode.CANCELLED);
  }

  @Test
  void aDeadlineIsNoCancel(BufferAllocator memory) {
    Cancellation cancellation = new Cancellation();
    BatchReader reader =
        engine(memory, (step, context) -> {})
            .open(ScriptedService.request().withCancellation(cancellation));
    cancellation.expire();
    reader.close();
    assertThat(only().failure()).hasValue(ErrorCode.DEADLINE_EXCEEDED);
  }

  @Test
  void askingForTheSchemaIsNoCall(BufferAllocator memory) {
    engine(memory, (step, context) -> {}).schema(ScriptedService.request());
    assertThat(calls).isEmpty();
  }

  @Test
  void aListenerThatFailsDisturbsNeitherTheStreamNorTheNextOne(BufferAllocator memory) {
    CallListener broken =
        call -> {
          throw new IllegalStateException("full");
        };
    try (CapturedLog log = new CapturedLog()) {
      readAll(
          engine(memory, (step, context) -> {}, broken.andThen(calls::add)),
          ScriptedService.request());
      assertThat(log.text()).contains("A listener of calls failed.");
    }
    assertThat(only().failure()).isEmpty();
  }
}
