package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.DataService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleParams;
import io.fastflight.testkit.sample.SampleServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a result before it is read, and reading it in slices. */
class EngineSchemaAndPlanTest {
  private static final Schema DICTIONARY =
      new Schema(
          List.of(
              new Field(
                  "level",
                  new FieldType(
                      true,
                      new ArrowType.Int(8, true),
                      new DictionaryEncoding(1, false, new ArrowType.Int(8, true))),
                  List.of())));

  private BufferAllocator memory;

  @BeforeEach
  void begin(BufferAllocator allocator) {
    memory = allocator;
  }

  @AfterEach
  void noRequestIsLeft() {
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  private static ScriptedService quiet() {
    return new ScriptedService((step, context) -> {});
  }

  private static List<Long> ids(Engine engine, byte[] ticket) {
    List<Long> ids = new ArrayList<>();
    try (BatchReader reader = engine.open(StreamRequest.of(ticket))) {
      while (reader.next()) {
        BigIntVector vector = (BigIntVector) reader.batch().getVector(0);
        for (int i = 0; i < reader.batch().getRowCount(); i++) {
          ids.add(vector.get(i));
        }
      }
    }
    return ids;
  }

  @Test
  void aDeclaredSchemaIsToldWithoutOpeningTheService() {
    Schema declared = new Schema(ScriptedService.SCHEMA.getFields(), Map.of("origin", "declared"));
    ScriptedService service = quiet().declaring(declared);
    assertThat(service.engine(memory).schema(ScriptedService.request())).isEqualTo(declared);
    assertThat(service.opened()).isZero();
  }

  @Test
  void aSchemaThatIsNotDeclaredIsLearntByOpeningAndClosing() {
    ScriptedService service = quiet();
    assertThat(service.engine(memory).schema(ScriptedService.request()))
        .isEqualTo(ScriptedService.SCHEMA);
    assertThat(service.opened()).isOne();
    assertThat(service.closed()).isOne();
  }

  @Test
  void aDeclaredSchemaWithADictionaryIsLearntByOpeningToo() {
    ScriptedService service = quiet().declaring(DICTIONARY);
    assertThat(service.engine(memory).schema(ScriptedService.request()))
        .isEqualTo(ScriptedService.SCHEMA);
    assertThat(service.opened()).isOne();
  }

  @Test
  void aDictionaryColumnHasTheTypeOfItsValues() {
    Engine engine = new Engine(SampleServices.registry(), memory);
    Field level =
        engine
            .schema(StreamRequest.of(new SampleParams.Levels(3, OptionalInt.empty())))
            .findField("level");
    assertThat(level.getType()).isEqualTo(ArrowType.Utf8.INSTANCE);
    assertThat(level.getDictionary()).isNotNull();
  }

  @Test
  void aMissingDictionaryIsAFailureOfTheService() {
    Engine engine =
        OneService.engine(
            memory,
            (params, context) -> new OneBatch(DICTIONARY, context.allocator(), batch -> {}));
    assertThatThrownBy(() -> engine.schema(OneService.request()))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("test.one failed after 0 rows.");
  }

  @Test
  void aServiceThatDeclaresNullFails() {
    Engine engine =
        OneService.engine(
            memory,
            new DataService<>() {
              @Override
              public BatchReader open(OneService.Params params, ServiceContext context) {
                throw new AssertionError("opened");
              }

              @Override
              public Optional<Schema> schema(OneService.Params params, ServiceContext context) {
                return null;
              }
            });
    assertThatThrownBy(() -> engine.schema(OneService.request()))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("test.one failed after 0 rows.");
  }

  @Test
  void aReaderOfOneStreamGetsOneTicketForTheWhole() {
    Engine engine = quiet().engine(memory);
    PlannedStream plan = engine.plan(ScriptedService.request(), new Scan(1));
    assertThat(plan.tickets()).hasSize(1);
    assertThat(plan.ordered()).isTrue();
    assertThat(plan.schema()).isEqualTo(ScriptedService.SCHEMA);
    assertThat(ids(engine, plan.tickets().get(0))).hasSize(30).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 20", "3, 3, 30", "100, 3, 30"})
  void eachTicketOfAPlanReadsItsSlice(int wanted, int tickets, int rows) {
    Engine engine = quiet().engine(memory);
    PlannedStream plan = engine.plan(ScriptedService.request(), new Scan(wanted));
    assertThat(plan.tickets()).hasSize(tickets);
    assertThat(plan.ordered()).isFalse();
    List<Long> ids = plan.tickets().stream().flatMap(t -> ids(engine, t).stream()).toList();
    assertThat(ids).hasSize(rows).doesNotHaveDuplicates();
  }

  @Test
  void theTicketOfASliceIsPlannedAsItself() {
    Engine engine = quiet().engine(memory);
    byte[] slice = engine.plan(ScriptedService.request(), new Scan(3)).tickets().get(1);
    PlannedStream again = engine.plan(StreamRequest.of(slice), new Scan(3));
    assertThat(again.tickets()).containsExactly(slice);
    assertThat(ids(engine, again.tickets().get(0))).hasSize(10).startsWith(10L);
  }

  @Test
  void aServiceWithoutSlicesIsPlannedAsOne() {
    Engine engine = new Engine(SampleServices.registry(), memory);
    StreamRequest request = StreamRequest.of(new SampleParams.Rows(7, OptionalInt.empty()));
    PlannedStream plan = engine.plan(request, new Scan(8));
    assertThat(plan.tickets()).hasSize(1);
    assertThat(ids(engine, plan.tickets().get(0))).hasSize(7);
  }

  @Test
  void aForgedSliceIsTheServicesToRefuse() {
    Engine engine = quiet().engine(memory);
    StreamRequest forged =
        StreamRequest.of("test.scripted", Map.of("limit", 0, "_slice", "../../etc"));
    assertThatThrownBy(() -> engine.open(forged))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("No slice '../../etc'.");
  }

  @ParameterizedTest
  @ValueSource(ints = {4_097, 50_000})
  void aSliceLongerThanAnyTokenIsTheCallersMistake(int length) {
    Engine engine = quiet().engine(memory);
    StreamRequest forged =
        StreamRequest.of("test.scripted", Map.of("limit", 0, "_slice", "x".repeat(length)));
    assertThatThrownBy(() -> engine.open(forged))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "'_slice' is wrong: token must have at most 4096 characters, has " + length + ".");
  }
}
