package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

class EngineReplaceTest {
  private static final StreamRequest IDS = StreamRequest.of("test.rows", Map.of("rows", 10));

  private final AtomicInteger unused = new AtomicInteger();

  @Test
  void aRegistryNobodyUsesIsUnusedAtOnce(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);

    engine.replace(ServiceRegistry.builder().build(), unused::incrementAndGet);

    assertThat(unused).hasValue(1);
    assertThat(engine.services()).isEmpty();
    assertThatThrownBy(() -> engine.open(IDS)).isInstanceOf(ServiceNotFoundException.class);
  }

  @Test
  void aRunningStreamEndsOnTheRegistryItBeganWith(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    BatchReader first = engine.open(IDS);
    BatchReader second = engine.open(IDS);

    engine.replace(ServiceRegistry.builder().build(), unused::incrementAndGet);

    assertThat(rows(first)).isEqualTo(10);
    first.close();
    first.close();
    assertThat(unused).hasValue(0);
    assertThat(rows(second)).isEqualTo(10);
    second.close();
    assertThat(unused).hasValue(1);
  }

  @Test
  void requestsThatFailedUseNothing(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    assertThatThrownBy(() -> engine.open(StreamRequest.of("test.rows", Map.of("rows", -1))));
    assertThatThrownBy(() -> engine.open(StreamRequest.of("no.such", Map.of())));
    engine.schema(IDS);
    engine.plan(IDS, new io.fastflight.service.Scan(4));

    engine.replace(SampleServices.registry(), unused::incrementAndGet);

    assertThat(unused).hasValue(1);
    engine.replace(SampleServices.registry(), unused::incrementAndGet);
    assertThat(unused).hasValue(2);
  }

  private static long rows(BatchReader reader) {
    long rows = 0;
    while (reader.next()) {
      rows += reader.batch().getRowCount();
    }
    return rows;
  }
}
