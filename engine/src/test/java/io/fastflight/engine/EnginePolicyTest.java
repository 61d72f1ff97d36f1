package io.fastflight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.batch.Selection;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.PermissionDeniedException;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.policy.column.Mask;
import io.fastflight.service.CallListener;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Comparison;
import io.fastflight.service.Identity;
import io.fastflight.service.Scan;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.WantedRows;
import io.fastflight.testkit.sample.SampleServices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnginePolicyTest {
  private static final Identity ANALYST =
      new Identity("ada", Set.of("analyst"), Map.of("most", 6, "word", "text"));
  private static final Identity ADMIN = new Identity("root", Set.of("admin"), Map.of());
  private static final Identity STRANGER = new Identity("eve", Set.of("guest"), Map.of());

  private static final Schema PEOPLE =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("name", ArrowType.Utf8.INSTANCE),
              Field.nullable("region", ArrowType.Utf8.INSTANCE)));

  private BufferAllocator memory;

  @BeforeEach
  void begin(BufferAllocator allocator) {
    memory = allocator;
  }

  @AfterEach
  void noRequestIsLeft() {
    assertThat(memory.getChildAllocators()).isEmpty();
  }

  private Engine engine(Rule.Builder... rules) {
    return engine(SampleServices.registry(), rules);
  }

  private Engine engine(ServiceRegistry registry, Rule.Builder... rules) {
    Policy.Builder policy = Policy.builder().roles("analyst", "admin", "guest");
    for (Rule.Builder rule : rules) {
      policy.rule(rule.build());
    }
    return new Engine(
        new Offer(registry, policy.build()), memory, MemoryLimits.defaults(), CallListener.NONE);
  }

  private static Rule.Builder analysts(String... services) {
    return Rule.of("analysts").roles("analyst").services(services);
  }

  private static StreamRequest rows(int rows) {
    return StreamRequest.of("test.rows", Map.of("rows", rows, "batch_rows", 3));
  }

  private static List<Long> ids(BatchReader reader) {
    List<Long> ids = new ArrayList<>();
    try (reader) {
      while (reader.next()) {
        BigIntVector vector = (BigIntVector) reader.batch().getVector("id");
        IntStream.range(0, reader.batch().getRowCount()).forEach(row -> ids.add(vector.get(row)));
      }
    }
    return ids;
  }

  @ParameterizedTest
  @CsvSource({
    "analyst, test.rows,      true",
    "analyst, test.empty,     true",
    "analyst, test.resumable, false",
    "analyst, test.slow,      false",
    "admin,   test.rows,      true",
    "admin,   test.slow,      false",
    "admin,   test.resumable, true",
    "guest,   test.rows,      false",
    "guest,   test.empty,     false",
    "guest,   test.resumable, false"
  })
  void everyMethodSaysTheSameOfWhoMayUseWhat(String role, String service, boolean allowed) {
    Engine engine =
        engine(
                analysts("test.rows", "*.empty"),
                Rule.of("admins").roles("admin").services("*"),
                Rule.of("nobody").everyone().services("test.slow").deny())
            .as(new Identity("someone", Set.of(role), Map.of()));
    StreamRequest request = StreamRequest.of(service, Map.of());

    assertThat(engine.services().stream().map(ServiceDescription::name).toList().contains(service))
        .isEqualTo(allowed);
    assertSame(allowed, () -> engine.describe(service));
    assertSame(allowed, () -> engine.schema(request));
    assertSame(allowed, () -> engine.plan(request, new Scan(4)));
    assertSame(allowed, () -> engine.open(request).close());
    assertSame(allowed, () -> engine.openStream(request).reader().close());
  }

  private static void assertSame(boolean allowed, Runnable call) {
    if (allowed) {
      call.run();
    } else {
      assertThatThrownBy(call::run).isInstanceOf(ServiceNotFoundException.class);
    }
  }

  @Test
  void aServerHasServicesEvenIfTheCallerMayUseNone() {
    Engine engine = engine(analysts("test.empty"));
    assertThat(engine.as(STRANGER).services()).isEmpty();
    assertThat(engine.as(STRANGER).hasServices()).isTrue();
    assertThat(new ObservedSource(engine, CallListener.NONE).hasServices()).isTrue();
    assertThat(new Engine(ServiceRegistry.builder().build(), memory).hasServices()).isFalse();
  }

  @Test
  void noMessageTellsOfAServiceThatIsHidden() {
    Engine engine = engine(analysts("test.empty")).as(ANALYST);
    for (String ticket :
        List.of(
            "{\"param_type\":\"test.rows\",\"rows\":5}",
            "{\"param_type\":\"test.rows\",\"rows\":-5}",
            "{\"param_type\":\"test.rows\",\"no_such_field\":1}",
            "{\"param_type\":\"tests.params.RowsParams\",\"rows\":5}",
            "{\"param_type\":\"test.row\",\"rows\":5}")) {
      StreamRequest request = StreamRequest.of(ticket.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> engine.open(request))
          .isInstanceOf(ServiceNotFoundException.class)
          .hasMessageMatching(
              "No data service for params \"[^\"]*\". (Closest registered: test.empty|List the services to see the names). Check the name, .*");
    }
    assertThatThrownBy(() -> engine.describe("no.such.name.at.all"))
        .hasMessageContaining("No data service for params \"no.such.name.at.all\".")
        .hasMessageNotContaining("test.rows");
  }

  @Test
  void whoDidNotSayWhoTheyAreMayUseNothing() {
    Engine engine = engine(analysts("*"));
    assertThat(engine.services()).isEmpty();
    assertThat(engine.as(STRANGER).services()).isEmpty();
    assertThat(engine.as(ANALYST).services()).hasSize(10);
    assertThatThrownBy(() -> engine.open(rows(3))).isInstanceOf(ServiceNotFoundException.class);
  }

  @Test
  void rowsAreFilteredForEachCaller() {
    Engine engine =
        engine(
            analysts("test.*").filter("id < ${claims.most}"),
            Rule.of("admins").roles("admin").services("*"));
    assertThat(ids(engine.as(ANALYST).open(rows(20)))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(ids(engine.as(ADMIN).open(rows(20)))).hasSize(20);
    Identity unknown = new Identity("bob", Set.of("analyst"), Map.of());
    assertThat(ids(engine.as(unknown).open(rows(20)))).isEmpty();
  }

  @Test
  void aRowLimitCountsTheRowsThatAreSeen() {
    Engine engine = engine(analysts("test.*").filter("id >= 7")).as(ANALYST);
    StreamRequest first = rows(20).withSelection(Selection.all().withRowLimit(4));
    assertThat(ids(engine.open(first))).containsExactly(7L, 8L, 9L, 10L);
  }

  @Test
  void aSelectionOfColumnsDoesNotDodgeAFilterOnAnother() {
    Engine engine = engine(people(), analysts("test.people").filter("region = 'EU'")).as(ANALYST);
    try (BatchReader names = engine.open(people(List.of("name")))) {
      assertThat(names.next()).isTrue();
      assertThat(names.batch().getVector("name").getObject(0)).hasToString("ada");
      assertThat(names.batch().getRowCount()).isOne();
      assertThat(names.next()).isFalse();
    }
  }

  @Test
  void aDroppedColumnIsNotThereForASelectionNorInAMessage() {
    Engine engine =
        engine(people(), analysts("test.people").mask("region", new Mask.Drop())).as(ANALYST);
    assertThat(engine.schema(people(List.of())).getFields())
        .extracting(Field::getName)
        .containsExactly("id", "name");
    assertThatThrownBy(() -> engine.open(people(List.of("region"))))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("The result has no column 'region'. Its columns are: id, name.");
  }

  @Test
  void whatIsSaidOfAResultIsWhatIsRead() {
    for (Mask mask : List.of(new Mask.Null(), new Mask.Last(1), new Mask.Constant("x"))) {
      Engine engine = engine(people(), analysts("test.people").mask("name", mask)).as(ANALYST);
      Schema told = engine.schema(people(List.of()));
      assertThat(engine.plan(people(List.of()), new Scan(4)).schema()).isEqualTo(told);
      try (BatchReader reader = engine.open(people(List.of()))) {
        assertThat(MessageSchema.of(reader).schema()).isEqualTo(told);
        assertThat(reader.next()).isTrue();
        assertThat(reader.batch().getSchema()).isEqualTo(told);
      }
    }
  }

  @Test
  void aPolicyThatDoesNotFitShowsNothingAndQuotesNothing() {
    for (String filter : List.of("secret_column = 1", "id = 'secret'", "id = ${claims.word}")) {
      Engine engine = engine(analysts("test.rows").filter(filter)).as(ANALYST);
      for (Runnable call :
          List.<Runnable>of(
              () -> engine.open(rows(3)).close(), () -> engine.plan(rows(3), new Scan(2)))) {
        if (!filter.contains("claims")) {
          assertThatThrownBy(call::run)
              .isInstanceOf(PermissionDeniedException.class)
              .hasMessageNotContaining("secret")
              .hasMessageContaining("The server's policy for test.rows does not fit");
        }
      }
      assertThatThrownBy(() -> engine.open(rows(3)))
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageNotContaining("text");
    }
  }

  @Test
  void aSourceIsToldWhichRowsAreWantedAndIsNotTrusted() {
    List<Comparison> told = new ArrayList<>();
    Schema comparable = new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))));
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(
                People.class,
                new SelectiveService<People>() {
                  @Override
                  public BatchReader open(
                      People params, WantedRows wanted, ServiceContext context) {
                    told.addAll(wanted.among(comparable));
                    return new OneBatch(PEOPLE, context.allocator(), EnginePolicyTest::fillPeople);
                  }

                  @Override
                  public List<Comparison> leavesOutBy(
                      People params, WantedRows wanted, ServiceContext context) {
                    return List.of();
                  }
                })
            .build();
    Rule.Builder small = analysts("*").filter("id < ${claims.most} and name != 'ada' and id > 0");
    Rule.Builder all = Rule.of("admins").roles("admin").services("*");
    Engine engine = engine(registry, small, all);

    assertThat(ids(engine.as(ANALYST).open(people(List.of("id"))))).containsExactly(1L, 2L);
    assertThat(told).hasToString("[id <= 5, id >= 1]");
    told.clear();
    assertThat(ids(engine.as(ADMIN).open(people(List.of("id"))))).hasSize(3);
    assertThat(told).isEmpty();
  }

  @Test
  void slicesAreFilteredToo() {
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(ScriptedService.Params.class, new ScriptedService((step, context) -> {}))
            .build();
    Engine engine = engine(registry, analysts("*").filter("id in (3, 14, 15)")).as(ANALYST);
    List<Long> ids = new ArrayList<>();
    for (byte[] ticket : engine.plan(ScriptedService.request(), new Scan(8)).tickets()) {
      ids.addAll(ids(engine.open(StreamRequest.of(ticket))));
    }
    assertThat(ids).containsExactly(3L, 14L, 15L);
  }

  @Test
  void aStreamIsReadOnAtTheRowThatIsSeenNext() {
    Engine engine =
        engine(analysts("test.*").filter("id in (1, 2, 5, 6, 7, 19) or id = ${claims.most}"))
            .as(ANALYST);
    OpenedStream whole = engine.openStream(resumable(""));
    assertThat(ids(whole.reader())).containsExactly(1L, 2L, 5L, 6L, 7L, 19L);
    String snapshot = whole.snapshot().orElseThrow();
    for (int from = 0; from <= 6; from++) {
      OpenedStream rest = engine.openStream(resumable(from(snapshot, from)));
      assertThat(rest.startRow()).isEqualTo(from);
      assertThat(rest.snapshot()).hasValue(snapshot);
      assertThat(ids(rest.reader())).isEqualTo(List.of(1L, 2L, 5L, 6L, 7L, 19L).subList(from, 6));
    }
    BatchReader beyond = engine.open(resumable(from(snapshot, 7)));
    assertThatThrownBy(beyond::next).isInstanceOf(IncompleteStreamException.class);
    beyond.close();
  }

  @Test
  void aStreamIsNotReadOnUnderOtherRules() {
    Rule.Builder all = Rule.of("admins").roles("admin").services("*");
    Engine engine = engine(analysts("test.*").filter("id < ${claims.most}"), all);
    String filtered = snapshot(engine.as(ANALYST));
    String plain = snapshot(engine.as(ADMIN));
    Identity other = new Identity("ada", Set.of("analyst"), Map.of("most", 9));

    refusedToReadOn(engine.as(ADMIN), from(filtered, 1));
    refusedToReadOn(engine.as(other), from(filtered, 1));
    refusedToReadOn(engine.as(ANALYST), from(plain, 1));
    assertThat(ids(engine.as(ADMIN).open(resumable(from(plain, 18))))).containsExactly(18L, 19L);
  }

  private static String snapshot(Engine engine) {
    OpenedStream opened = engine.openStream(resumable(""));
    opened.reader().close();
    return opened.snapshot().orElseThrow();
  }

  private static void refusedToReadOn(Engine engine, String point) {
    assertThatThrownBy(() -> engine.open(resumable(point)))
        .isInstanceOf(IncompleteStreamException.class);
  }

  private static String from(String snapshot, int row) {
    return ",\"_snapshot\":\"%s\",\"_start_row\":%s".formatted(snapshot, row);
  }

  private static StreamRequest resumable(String point) {
    String ticket = "{\"param_type\":\"test.resumable\",\"rows\":20,\"batch_rows\":3%s}";
    return StreamRequest.of(ticket.formatted(point).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCancelReachesAStreamOfWhichNoRowIsSeen() {
    Engine engine = engine(analysts("test.*").filter("false")).as(ANALYST);
    Cancellation cancellation = new Cancellation();
    ServiceRegistry registry =
        ServiceRegistry.builder()
            .register(
                ScriptedService.Params.class,
                new ScriptedService(
                    (step, context) -> {
                      if (step == ScriptedService.Step.NEXT) {
                        cancellation.cancel();
                      }
                    }))
            .build();
    Engine scripted = engine(registry, analysts("*").filter("false")).as(ANALYST);
    try (BatchReader reader =
        scripted.open(ScriptedService.request().withCancellation(cancellation))) {
      assertThatThrownBy(reader::next).isInstanceOf(CallCancelledException.class);
    }
    assertThat(ids(engine.open(rows(100)))).isEmpty();
  }

  @Test
  void aFailureTellsOnlyHowManyRowsWereSeen() {
    Engine engine = engine(analysts("test.*").filter("id >= 5")).as(ANALYST);
    try (BatchReader reader =
        engine.open(StreamRequest.of("test.fail_at_batch", Map.of("batch", 2)))) {
      long rows = 0;
      while (true) {
        try {
          reader.next();
          rows += reader.batch().getRowCount();
        } catch (FastFlightException failed) {
          assertThat(failed.rowsDelivered()).hasValue(rows);
          assertThat(rows).isEqualTo(15);
          return;
        }
      }
    }
  }

  @Test
  void aPolicyIsReplacedWithTheRegistryAndKeptWithoutOne() {
    Engine engine = engine(analysts("test.rows"));
    assertThatThrownBy(
            () ->
                new Offer(
                    SampleServices.registry(),
                    Policy.builder()
                        .rule(Rule.of("r").everyone().services("test.rowz").build())
                        .build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "'test.rowz', and none is registered that is called so. Closest: test.rows");
    assertThat(engine.as(ANALYST).services()).hasSize(1);

    engine.replace(SampleServices.registry(), () -> {});
    assertThat(engine.as(ANALYST).services()).hasSize(1);
    assertThat(engine.as(ADMIN).services()).isEmpty();

    engine.replace(Offer.toEveryone(SampleServices.registry()), () -> {});
    assertThat(engine.as(ADMIN).services()).hasSize(10);
  }

  @Test
  void manyCallersMakeNoHeap() {
    Engine engine = engine(analysts("test.rows").filter("id = ${claims.most}"));
    LongStream.range(0, 3_000)
        .forEach(
            most -> {
              Identity caller = new Identity("c" + most, Set.of("analyst"), Map.of("most", most));
              assertThat(engine.as(caller).services()).hasSize(1);
            });
    assertThat(ids(engine.as(ANALYST).open(rows(20)))).containsExactly(6L);
  }

  /** Asks for people. */
  @WireName("test.people")
  record People() implements DataParams {}

  private static StreamRequest people(List<String> columns) {
    return StreamRequest.of(new People()).withSelection(Selection.all().withColumns(columns));
  }

  private static ServiceRegistry people() {
    return ServiceRegistry.builder()
        .register(
            People.class,
            (params, context) ->
                new OneBatch(PEOPLE, context.allocator(), EnginePolicyTest::fillPeople))
        .build();
  }

  private static void fillPeople(VectorSchemaRoot batch) {
    List<String> names = List.of("ada", "bob", "eve");
    for (int row = 0; row < names.size(); row++) {
      ((BigIntVector) batch.getVector("id")).setSafe(row, row);
      ((VarCharVector) batch.getVector("name"))
          .setSafe(row, names.get(row).getBytes(StandardCharsets.UTF_8));
      if (row < 2) {
        ((VarCharVector) batch.getVector("region"))
            .setSafe(row, (row == 0 ? "EU" : "US").getBytes(StandardCharsets.UTF_8));
      }
    }
    batch.setRowCount(names.size());
  }
}
