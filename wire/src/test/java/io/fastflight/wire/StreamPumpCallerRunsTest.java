package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.service.Cancellation;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** The pump on an executor that runs tasks on the calling thread. */
class StreamPumpCallerRunsTest {
  @Test
  void withoutAnExecutorOfItsOwnTheWakingThreadRuns(BufferAllocator memory) {
    NumberedBatches reader = new NumberedBatches(3, memory);
    RecordingSink sink = new RecordingSink();
    sink.ready(true);
    new StreamPump<>(() -> reader, sink, new Cancellation(), TestPumps.plain(Runnable::run)).wake();
    assertThat(sink.ends()).containsExactly(new StreamTotals(3, 3));
    assertThat(reader.closes()).isEqualTo(1);
    assertThat(reader.reads()).isEqualTo(4);
  }
}
