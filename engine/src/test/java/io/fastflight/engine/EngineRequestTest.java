package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.ScriptedService.Step;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleParams;
import io.fastflight.testkit.sample.SampleServices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request reaches the right service with what belongs to it, or is refused before any. */
class EngineRequestTest {
  private static StreamRequest json(String text) {
    return StreamRequest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anUnknownNameListsTheClosest(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    assertThatThrownBy(() -> engine.open(json("{\"param_type\": \"test.rosw\"}")))
        .isInstanceOf(ServiceNotFoundException.class)
        .hasMessageContaining("Closest registered: test.rows");
    assertThatThrownBy(() -> engine.describe("test.rosw"))
        .isInstanceOf(ServiceNotFoundException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nonsense
          []
          {"param_type": 5}
          {"param_type": "test.scripted"}
          {"param_type": "test.scripted", "limit": "many"}
          {"param_type": "test.scripted", "limit": -1}
          {"param_type": "test.scripted", "limit": 1, "other": 2}
          {"param_type": "test.scripted", "limit": 1, "_slice": 2}
          """)
  void aWrongRequestReachesNoService(String ticket, BufferAllocator memory) {
    Engine engine =
        new ScriptedService(
                (step, context) -> {
                  throw new AssertionError("called");
                })
            .engine(memory);
    assertThatThrownBy(() -> engine.open(json(ticket))).isInstanceOf(InvalidParamsException.class);
    assertThatThrownBy(() -> engine.schema(json(ticket)))
        .isInstanceOf(InvalidParamsException.class);
    assertThat(memory.getPeakMemoryAllocation()).isZero();
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  @Test
  void anAliasReachesTheSameService(BufferAllocator memory) {
    ScriptedService service = new ScriptedService((step, context) -> {});
    service.engine(memory).open(json("{\"type\": \"old.module.Scripted\", \"limit\": 1}")).close();
    assertThat(service.opened()).isOne();
  }

  @Test
  void theServiceLearnsWhoCalls(BufferAllocator memory) {
    List<Identity> seen = new ArrayList<>();
    Engine engine =
        new ScriptedService((step, context) -> seen.add(context.identity())).engine(memory);
    Identity ada = new Identity("ada", Set.of("analyst"), Map.of("region", "EU"));
    engine.open(ScriptedService.request()).close();
    engine.as(ada).open(ScriptedService.request()).close();
    assertThat(seen).contains(Identity.ANONYMOUS, ada).hasSizeGreaterThan(2);
    assertThat(seen.get(0)).isEqualTo(Identity.ANONYMOUS);
    assertThat(seen.get(seen.size() - 1)).isEqualTo(ada);
  }

  @Test
  void theServiceGetsWhatBelongsToTheRequest(BufferAllocator memory) {
    List<ServiceContext> seen = new ArrayList<>();
    ScriptedService service =
        new ScriptedService(
            (step, context) -> {
              if (step == Step.OPEN) {
                seen.add(context);
              }
            });
    Cancellation cancellation = new Cancellation();
    StreamRequest request =
        ScriptedService.request().withBatchRows(17).withCancellation(cancellation);
    service.engine(memory).open(request).close();
    assertThat(seen.get(0).batchRows()).isEqualTo(17);
    assertThat(seen.get(0).cancellation()).isSameAs(cancellation);
  }

  @Test
  void eachRequestHasAnAllocatorOfItsOwnNamedAfterTheService(BufferAllocator memory) {
    ScriptedService service = new ScriptedService((step, context) -> {});
    Engine engine = service.engine(memory);
    BatchReader one = engine.open(ScriptedService.request());
    BatchReader two = engine.open(ScriptedService.request());
    one.next();
    assertThat(memory.getChildAllocators())
        .extracting(BufferAllocator::getName)
        .containsExactly("request test.scripted", "request test.scripted");
    assertThat(memory.getChildAllocators())
        .extracting(child -> child.getAllocatedMemory() > 0)
        .containsExactlyInAnyOrder(true, false);
    one.close();
    assertThat(memory.getChildAllocators()).hasSize(1);
    two.close();
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  @Test
  void aReaderReadsOnAfterItsEndAndNotAfterItsClose(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    BatchReader reader =
        engine.open(StreamRequest.of(new SampleParams.Rows(0, OptionalInt.empty())));
    assertThat(reader.next()).isFalse();
    assertThat(reader.next()).isFalse();
    reader.close();
    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This reader of test.rows is closed.");
  }

  @Test
  void descriptionsAreMadeOnce(BufferAllocator memory) {
    Engine engine = new ScriptedService((step, context) -> {}).engine(memory);
    ServiceDescription description = engine.describe("test.scripted");
    assertThat(description.aliases()).containsExactly("old.module.Scripted");
    assertThat(description.serviceType()).isEqualTo(ScriptedService.class.getName());
    assertThat(engine.describe("old.module.Scripted")).isSameAs(description);
    assertThat(engine.services()).singleElement().isSameAs(description);
    assertThat(engine.allocator()).isSameAs(memory);
  }

  @Test
  void servicesComeInTheOrderTheyWereRegistered(BufferAllocator memory) {
    Engine engine = new Engine(SampleServices.registry(), memory);
    assertThat(engine.services())
        .extracting(ServiceDescription::name)
        .startsWith("test.rows", "test.fail_open", "test.fail_at_batch");
  }
}
