package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.http.TwoDoors.Answer;
import io.fastflight.params.ParamsType;
import io.fastflight.service.ServiceLimits;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there, in both ways to run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogueTest {
  private static final ServiceLimits LIMITS =
      new ServiceLimits(
          OptionalLong.of(1_000),
          OptionalLong.empty(),
          Optional.of(Duration.ofSeconds(9)),
          OptionalInt.empty());

  private TwoDoors doors;

  @BeforeAll
  void start(BufferAllocator allocator) {
    doors =
        new TwoDoors(
            SampleServices.builder(new SlowService())
                .register(ParamsType.of(TypedService.Typed.class), new TypedService(), LIMITS)
                .build(),
            allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  @ParameterizedTest
  @EnumSource
  void servicesAreListedByName(Way way) throws Exception {
    Answer answer = doors.get(way, "/fastflight/services");
    assertThat(answer.status()).isEqualTo(200);
    List<Object> services = List.copyOf((List<?>) answer.json().get("services"));
    List<String> names =
        services.stream()
            .map(service -> String.valueOf(((Map<?, ?>) service).get("name")))
            .toList();
    assertThat(names).isSorted().contains("test.rows", "test.typed").hasSize(11);
    assertThat(services)
        .contains(
            Map.of("name", "test.resumable", "resumable", true),
            Map.of("name", "test.typed", "description", "What was asked for.", "resumable", false));
  }

  @ParameterizedTest
  @EnumSource
  void oneServiceIsDescribedWhole(Way way) throws Exception {
    Map<String, Object> service = doors.get(way, "/fastflight/services/test.typed").json();
    assertThat(service)
        .containsEntry("name", "test.typed")
        .containsEntry("aliases", List.of("tests.Typed"))
        .containsEntry("description", "What was asked for.")
        .containsEntry("resumable", false)
        .containsEntry(
            "example", Map.of("param_type", "test.typed", "day", "2024-02-29", "count", 3));
    assertThat((Map<?, ?>) service.get("limits"))
        .hasSize(2)
        .hasToString("{rows=1000, seconds=9.000}");
    Map<?, ?> parameters = (Map<?, ?>) service.get("parameters");
    assertThat(parameters.get("required")).isEqualTo(List.of("day", "count"));
    assertThat(((Map<?, ?>) parameters.get("properties")).keySet().toString())
        .startsWith("[day, count, ratio, flag,");
    assertThat((Map<?, ?>) service.get("schema"))
        .isEqualTo(
            Map.of(
                "fields",
                List.of(
                    Map.of(
                        "name", "asked", "type", "Utf8", "nullable", true, "children", List.of()),
                    Map.of(
                        "name",
                        "again",
                        "type",
                        "Utf8",
                        "nullable",
                        true,
                        "children",
                        List.of()))));
    assertThat(service.get("formats").toString())
        .startsWith(
            "[{name=arrow, mediaType=application/vnd.apache.arrow.stream}, {name=arrow-file,")
        .contains("{name=json-columns, mediaType=application/json; shape=columns}");
  }

  @ParameterizedTest
  @EnumSource
  void schemaIsLeftOutWhereTheServiceCannotSay(Way way) throws Exception {
    Map<String, Object> failing = doors.get(way, "/fastflight/services/test.fail_open").json();
    assertThat(failing).doesNotContainKey("schema").containsKey("parameters");
    Map<String, Object> asking = doors.get(way, "/fastflight/services/test.fail_at_batch").json();
    assertThat(asking).doesNotContainKeys("schema", "example");
  }

  @ParameterizedTest
  @EnumSource
  void wrongFieldIsNamed(Way way) throws Exception {
    Answer answer =
        doors.post(way, "/fastflight/stream", "{\"param_type\": \"test.rows\", \"rows\": \"x\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error("field")).isEqualTo("rows");
  }

  @Test
  void serviceTellsWhereFlightIsUnlessThatIsBehindABridge() throws Exception {
    String path = "/fastflight/services/test.typed";
    assertThat(doors.get(Way.IN_PROCESS, path).json())
        .containsEntry("flight", Map.of("location", doors.flightLocation()));
    assertThat(doors.get(Way.BRIDGE, path).json()).doesNotContainKey("flight");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/registered_data_types", "/services", "/services/test.typed", "/openapi.json"})
  void whatTheCallerHasIsNotSentAgain(String path) throws Exception {
    Answer whole = doors.get(Way.IN_PROCESS, "/fastflight" + path);
    String tag = whole.header("etag");
    assertThat(tag).matches("\"[0-9a-f]{8}-[0-9]+\"");
    assertThat(whole.header("cache-control")).isEqualTo("private, no-cache");
    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      Answer again = doors.get(Way.IN_PROCESS, "/fastflight" + path, "If-None-Match", known);
      assertThat(again.status()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.header("etag")).isEqualTo(tag);
    }
    Answer other = doors.get(Way.IN_PROCESS, "/fastflight" + path, "If-None-Match", "\"other\"");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.body()).isEqualTo(whole.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/services", "/openapi.json", "/docs", "/stream/test.rows"})
  void aPartIsNotOffered(String path) throws Exception {
    Answer whole = doors.get(Way.IN_PROCESS, "/fastflight" + path, "Range", "bytes=0-9");
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.header("accept-ranges")).isEqualTo("none");
    assertThat(whole.body().length).isGreaterThan(10);
  }

  @ParameterizedTest
  @EnumSource
  void aliasLeadsToItsService(Way way) throws Exception {
    assertThat(doors.get(way, "/fastflight/services/tests.Typed").json())
        .containsEntry("name", "test.typed");
  }

  @ParameterizedTest
  @EnumSource
  void serviceNobodyKnowsNamesTheClosest(Way way) throws Exception {
    Answer answer = doors.get(way, "/fastflight/services/test.typde");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error("message")).contains("Closest registered: test.typed");
  }

  @ParameterizedTest
  @EnumSource
  void theFirstFastFlightsListIsInTheOrderOfTheRegistry(Way way) throws Exception {
    assertThat(doors.get(way, "/fastflight/registered_data_types").text())
        .startsWith("[{\"params_type\":\"test.rows\",\"service_type\":\"io.fastflight.testkit.");
  }

  @ParameterizedTest
  @EnumSource
  void serverIsLiveAndReady(Way way) throws Exception {
    assertThat(doors.get(way, "/fastflight/health/live").text()).isEqualTo("{\"status\":\"live\"}");
    assertThat(doors.get(way, "/fastflight/health/ready").text())
        .isEqualTo("{\"status\":\"ready\"}");
  }

  @Test
  void bridgeToNowhereIsLiveButNotReady() throws Exception {
    try (FastFlightClient nowhere = FastFlightClient.connect("grpc://127.0.0.1:1");
        FastFlightHttpServer server = FastFlightHttpServer.builder(nowhere).port(0).start();
        RawHttp http = new RawHttp(server.port())) {
      http.send("GET /fastflight/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(http.head()).startsWith("HTTP/1.1 200 OK");
      assertThat(http.content()).contains("live");
      http.send("GET /fastflight/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(http.head()).startsWith("HTTP/1.1 503 Service Unavailable");
    }
  }

  @Test
  void serverWithoutAServiceIsNotReady(BufferAllocator allocator) throws Exception {
    Engine empty = new Engine(ServiceRegistry.builder().build(), allocator);
    try (FastFlightHttpServer server = FastFlightHttpServer.builder(empty).port(0).start();
        RawHttp http = new RawHttp(server.port())) {
      http.send("GET /fastflight/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(http.head()).startsWith("HTTP/1.1 503 Service Unavailable");
      assertThat(http.content()).contains("This server has no service.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fastflight/services",
        "/fastflight/services/test.rows",
        "/fastflight/health/live",
        "/fastflight/health/ready",
        "/fastflight/openapi.json",
        "/fastflight/docs",
        "/"
      })
  void headHasTheHeadersAndNoBody(String path) throws Exception {
    Answer get = doors.get(Way.IN_PROCESS, path);
    Answer head =
        doors.send(
            doors.request(Way.IN_PROCESS, path).method("HEAD", BodyPublishers.noBody()).build());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("content-type", "content-length", "content-security-policy")) {
      assertThat(head.header(name)).isEqualTo(get.header(name)).isNotEmpty();
    }
  }
}
