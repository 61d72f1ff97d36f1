package io.fastflight.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.engine.Engine;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.params.JsonText;
import io.fastflight.params.ParamsCodec;
import io.fastflight.testkit.sample.SampleParams;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.AsyncPutListener;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our server as a plain Arrow Flight client sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FastFlightServerTest {
  private final SlowService slow = new SlowService();
  private int openedBefore;
  private int closedBefore;
  private BufferAllocator serverMemory;
  private BufferAllocator clientMemory;
  private FastFlightServer server;
  private FlightClient client;

  @BeforeAll
  void start(BufferAllocator memory) throws Exception {
    serverMemory = memory.newChildAllocator("server", 0, Long.MAX_VALUE);
    clientMemory = memory.newChildAllocator("client", 0, Long.MAX_VALUE);
    server = start(slow);
    client = FlightClient.builder(clientMemory, new Location(server.location())).build();
  }

  private FastFlightServer start(SlowService slowService) {
    Engine engine = new Engine(SampleServices.builder(slowService).build(), serverMemory);
    return FastFlightServer.builder(engine).port(0).closeGrace(Duration.ofMillis(200)).start();
  }

  @BeforeEach
  void rememberTheSlowOnes() {
    openedBefore = slow.openedCount();
    closedBefore = slow.closedCount();
  }

  @AfterEach
  void nothingIsLeftAfterASecond() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(serverMemory.getAllocatedMemory()).isZero());
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    server.close();
    clientMemory.close();
    serverMemory.close();
  }

  private int opened() {
    return slow.openedCount() - openedBefore;
  }

  private int closed() {
    return slow.closedCount() - closedBefore;
  }

  private List<Long> ids(byte[] ticket, org.apache.arrow.flight.CallOption... options)
      throws Exception {
    List<Long> ids = new ArrayList<>();
    try (FlightStream stream = client.getStream(new Ticket(ticket), options)) {
      while (stream.next()) {
        VectorSchemaRoot root = stream.getRoot();
        BigIntVector id = (BigIntVector) root.getVector("id");
        for (int i = 0; i < root.getRowCount(); i++) {
          ids.add(id.get(i));
        }
      }
    }
    return ids;
  }

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ticket(io.fastflight.params.DataParams params) {
    return ParamsCodec.encode(params);
  }

  @Test
  void aPlainClientReadsEveryRowInOrder() throws Exception {
    List<Long> ids = ids(ticket(new SampleParams.Rows(25, OptionalInt.of(10))));
    assertThat(ids).hasSize(25).isSorted().startsWith(0L).endsWith(24L);
  }

  @Test
  void anEmptyResultHasASchemaAndNoRows() throws Exception {
    try (FlightStream stream = client.getStream(new Ticket(ticket(new SampleParams.Empty())))) {
      assertThat(stream.getSchema().findField("id")).isNotNull();
      assertThat(stream.next()).isFalse();
    }
  }

  @Test
  void dictionariesArriveWithTheirValues() throws Exception {
    Ticket ticket = new Ticket(ticket(new SampleParams.Levels(5, OptionalInt.of(2))));
    try (FlightStream stream = client.getStream(ticket)) {
      int rows = 0;
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
        var level = stream.getRoot().getVector("level");
        long id = level.getField().getDictionary().getId();
        var values = stream.getDictionaryProvider().lookup(id).getVector();
        assertThat(values.getObject(1)).hasToString("mid");
      }
      assertThat(rows).isEqualTo(5);
    }
  }

  @Test
  void anAliasAndTheFieldTypeReachTheSameService() throws Exception {
    assertThat(ids(json("{\"type\": \"tests.params.RowsParams\", \"rows\": 3}")))
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void noBatchHasMoreRowsThanWanted() throws Exception {
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert("fastflight-batch-rows", "7");
    Ticket ticket = new Ticket(ticket(new SampleParams.Rows(15, OptionalInt.empty())));
    List<Integer> sizes = new ArrayList<>();
    try (FlightStream stream = client.getStream(ticket, new HeaderCallOption(headers))) {
      while (stream.next()) {
        sizes.add(stream.getRoot().getRowCount());
      }
    }
    assertThat(sizes).containsExactly(7, 7, 1);
  }

  @Test
  void asynchronousAndLateServicesReadTheSame() throws Exception {
    List<Long> expected = ids(ticket(new SampleParams.Rows(25, OptionalInt.of(10))));
    assertThat(ids(ticket(new SampleParams.Async(25, OptionalInt.of(10))))).isEqualTo(expected);
    assertThat(ids(ticket(new SampleParams.Later(25, OptionalInt.of(10))))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nonsense                                    | INVALID_ARGUMENT | The request is not valid JSON
          []                                          | INVALID_ARGUMENT | The request must be a JSON object
          {}                                          | INVALID_ARGUMENT | The request has no 'param_type'.
          {"param_type": 5}                           | INVALID_ARGUMENT | 'param_type' must be the name of a service, as a string, was 5.
          {"param_type": "test.rosw"}                 | NOT_FOUND        | Closest registered: test.rows
          {"param_type": "test.rows", "row": 5}       | INVALID_ARGUMENT | field "row" is unknown (closest: rows)
          {"param_type": "test.rows", "rows": "five"} | INVALID_ARGUMENT | rows must be an integer
          {"param_type": "test.rows", "rows": 1.5}    | INVALID_ARGUMENT | was 1.5
          {"param_type": "test.rows", "rows": -1}     | INVALID_ARGUMENT | rows must be 0..10000000000, was -1
          {"param_type": "test.rows", "_slice": "0"}  | INVALID_ARGUMENT | does not return slices
          """)
  void aWrongRequestIsRefusedWithWhatIsAllowed(String ticket, FlightStatusCode code, String text) {
    assertThatThrownBy(() -> ids(json(ticket)))
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            refusal -> {
              assertThat(refusal.status().code()).isEqualTo(code);
              assertThat(refusal.getMessage()).contains(text);
            });
    assertThat(opened()).isZero();
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> ids(json("[".repeat(300 * 1024))))
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            refusal -> {
              assertThat(refusal.status().code()).isEqualTo(FlightStatusCode.INVALID_ARGUMENT);
              assertThat(refusal.getMessage()).contains("at most 262144 (256 KiB) are read");
            });
  }

  @ParameterizedTest
  @CsvSource({"TOLD, UNKNOWN, as asked.", "SECRET, UNKNOWN, The server's log says why"})
  void aServiceThatThrowsInOpenFailsTheCallOnly(
      SampleParams.Failure how, FlightStatusCode code, String text) throws Exception {
    assertThatThrownBy(() -> ids(ticket(new SampleParams.FailOpen(how))))
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            refusal -> {
              assertThat(refusal.status().code()).isEqualTo(code);
              assertThat(refusal.getMessage()).contains(text).doesNotContain(SampleServices.SECRET);
            });
    assertThat(ids(ticket(new SampleParams.Rows(1, OptionalInt.empty())))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"TOLD, as asked.", "SECRET, test.fail_at_batch failed after 30 rows."})
  void aServiceThatThrowsAtTheFourthBatchFailsAfterThree(SampleParams.Failure how, String text)
      throws Exception {
    Ticket ticket = new Ticket(ticket(new SampleParams.FailAtBatch(3, how)));
    int rows = 0;
    try (FlightStream stream = client.getStream(ticket)) {
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
      }
      throw new AssertionError("The stream ended as if complete.");
    } catch (FlightRuntimeException failure) {
      assertThat(rows).as("three batches of ten").isEqualTo(30);
      assertThat(failure.status().code()).isEqualTo(FlightStatusCode.UNKNOWN);
      assertThat(failure.getMessage()).contains(text).doesNotContain(SampleServices.SECRET);
    }
  }

  @Test
  void aBatchOfAnotherSchemaFailsTheStream() {
    assertThatThrownBy(() -> ids(ticket(new SampleParams.WrongSchema())))
        .isInstanceOf(FlightRuntimeException.class)
        .hasMessageContaining("test.wrong_schema returned a batch of another schema after 10 rows");
  }

  @Test
  void listFlightsDescribesEveryService() {
    Map<String, FlightInfo> flights =
        StreamSupport.stream(client.listFlights(Criteria.ALL).spliterator(), false)
            .collect(Collectors.toMap(info -> info.getDescriptor().getPath().get(0), info -> info));
    assertThat(flights)
        .containsOnlyKeys(
            "test.rows",
            "test.fail_open",
            "test.fail_at_batch",
            "test.wrong_schema",
            "test.slow",
            "test.empty",
            "test.dictionary",
            "test.later",
            "test.async");
    Map<String, Object> rows = JsonText.readObject(flights.get("test.rows").getAppMetadata());
    assertThat(rows)
        .containsEntry(
            "description", "Rows with one column of 64-bit integers, id, counting from 0.")
        .containsEntry("aliases", List.of("tests.params.RowsParams"))
        .containsEntry("example", Map.of("rows", 10))
        .containsKey("parameters");
  }

  @Test
  void aDescriptorOfParamsGetsItsSchemaAndATicketThatWorks() throws Exception {
    FlightDescriptor descriptor =
        FlightDescriptor.command(ticket(new SampleParams.Rows(4, OptionalInt.empty())));
    FlightInfo info = client.getInfo(descriptor);
    Schema schema = client.getSchema(descriptor).getSchema();
    assertThat(info.getSchemaOptional()).contains(schema);
    assertThat(info.getEndpoints()).hasSize(1);
    assertThat(ids(info.getEndpoints().get(0).getTicket().getBytes())).hasSize(4);
  }

  @Test
  void aPathIsAServiceWithItsDefaults() throws Exception {
    FlightInfo info = client.getInfo(FlightDescriptor.path("test.rows"));
    assertThat(ids(info.getEndpoints().get(0).getTicket().getBytes())).hasSize(10);
  }

  @Test
  void theSchemaOfADictionaryColumnIsThatOfItsValues() {
    FlightDescriptor descriptor = FlightDescriptor.path("test.dictionary");
    assertThat(client.getSchema(descriptor).getSchema().findField("level").getDictionary())
        .isNotNull();
  }

  @Test
  void aWrongDescriptorIsRefused() {
    assertThatThrownBy(() -> client.getInfo(FlightDescriptor.path("a", "b")))
        .hasMessageContaining("A path must be one service name, had 2 parts.");
    assertThatThrownBy(() -> client.getSchema(FlightDescriptor.command(json("{}"))))
        .hasMessageContaining("The request has no 'param_type'.");
  }

  @Test
  void actionsDescribeServices() {
    List<String> all = new ArrayList<>();
    client
        .doAction(new Action("fastflight.services"))
        .forEachRemaining(r -> all.add(new String(r.getBody(), StandardCharsets.UTF_8)));
    assertThat(all).hasSize(9);
    var one =
        client.doAction(new Action("fastflight.describe", json("tests.params.RowsParams"))).next();
    assertThat(JsonText.readObject(one.getBody())).containsEntry("name", "test.rows");
    assertThatThrownBy(() -> client.doAction(new Action("shutdown")).next())
        .hasMessageContaining("This server has no action 'shutdown'.");
    assertThat(
            StreamSupport.stream(client.listActions().spliterator(), false).map(a -> a.getType()))
        .containsExactlyInAnyOrder("fastflight.services", "fastflight.describe");
  }

  @Test
  void doPutIsRefusedBeforeItsBodyIsRead() throws Exception {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(List.of()), clientMemory)) {
      FlightClient.ClientStreamListener put =
          client.startPut(FlightDescriptor.path("x"), root, new AsyncPutListener());
      assertThatThrownBy(put::getResult).hasMessageContaining("This server does not offer DoPut.");
    }
  }

  @Test
  void aCancelClosesTheReaderWithinASecond() throws Exception {
    try (FlightStream stream = client.getStream(new Ticket(ticket(new SampleParams.Slow(2))))) {
      assertThat(stream.next()).isTrue();
      Awaitility.await().until(() -> opened() == 1);
      long cancelled = System.nanoTime();
      stream.cancel("enough", null);
      Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> closed() == 1);
      assertThat(slow.lastClosedNanos().getAsLong() - cancelled)
          .isLessThan(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void aDeadlineClosesTheReaderAndSaysSo() {
    assertThatThrownBy(
            () ->
                ids(
                    ticket(new SampleParams.Slow(1)),
                    CallOptions.timeout(300, TimeUnit.MILLISECONDS)))
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            failure -> assertThat(failure.status().code()).isEqualTo(FlightStatusCode.TIMED_OUT));
    Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> closed() == 1);
  }

  @Test
  void aClientThatDisappearsLeavesNothingBehind() throws Exception {
    FlightClient other =
        FlightClient.builder(clientMemory, new Location(server.location())).build();
    FlightStream stream = other.getStream(new Ticket(ticket(new SampleParams.Slow(1))));
    assertThat(stream.next()).isTrue();
    stream.close();
    other.close();
    Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> closed() == 1);
  }

  @Test
  void closingCutsAStreamThatDoesNotEnd() throws Exception {
    SlowService other = new SlowService();
    FastFlightServer closing = start(other);
    try (FlightClient reading =
            FlightClient.builder(clientMemory, new Location(closing.location())).build();
        FlightStream stream = reading.getStream(new Ticket(ticket(new SampleParams.Slow(1))))) {
      assertThat(stream.next()).isTrue();
      closing.close();
      assertThatThrownBy(stream::next).isInstanceOf(FlightRuntimeException.class);
      assertThat(other.closedCount()).isEqualTo(1);
    }
  }

  @Test
  void aPortInUseIsNamed() {
    Engine engine = new Engine(SampleServices.registry(), serverMemory);
    assertThatThrownBy(() -> FastFlightServer.builder(engine).port(server.port()).start())
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessageMatching(
            "Cannot listen on 127\\.0\\.0\\.1:%d: .*in use.*Choose another port, or 0 for any free one\\."
                .formatted(server.port()));
  }

  @Test
  void anAddressOthersCanReachIsRefused() {
    Engine engine = new Engine(SampleServices.registry(), serverMemory);
    assertThatThrownBy(() -> FastFlightServer.builder(engine).host("0.0.0.0").port(0).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("0.0.0.0 can be reached by others");
    FastFlightServer.builder(engine).host("0.0.0.0").port(0).allowInsecure().start().close();
  }

  @Test
  void manyRequestsAtOnceAllSucceed() throws Exception {
    byte[] ticket = ticket(new SampleParams.Rows(5_000, OptionalInt.of(100)));
    var results =
        java.util.stream.IntStream.range(0, 50)
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    return ids(ticket).size();
                  } catch (Exception failure) {
                    throw new AssertionError(failure);
                  }
                })
            .toList();
    assertThat(results).hasSize(50).containsOnly(5_000);
  }
}
