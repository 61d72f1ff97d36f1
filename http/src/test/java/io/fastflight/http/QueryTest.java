package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.http.TwoDoors.Answer;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that stand in the URL, in both ways to run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryTest {
  private static final String TYPED = "/fastflight/stream/test.typed?day=2024-02-29&count=3";
  private static final String ROWS = "/fastflight/stream/test.rows?format=csv&rows=";

  private TwoDoors doors;

  @BeforeAll
  void start(BufferAllocator allocator) {
    doors =
        new TwoDoors(
            SampleServices.builder(new SlowService())
                .register(TypedService.Typed.class, new TypedService())
                .build(),
            allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  static Stream<Arguments> values() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(
                    Arguments.of(way, "", "day=2024-02-29, count=3, ratio=1.5, flag=true"),
                    Arguments.of(way, "&ratio=2", "ratio=2.0"),
                    Arguments.of(way, "&ratio=-1.5e3", "ratio=-1500.0"),
                    Arguments.of(way, "&flag=false", "flag=false"),
                    Arguments.of(way, "&price=0.10", "price=Optional[0.10]"),
                    Arguments.of(way, "&maybe=7", "maybe=OptionalInt[7]"),
                    Arguments.of(way, "&maybe=", "maybe=OptionalInt.empty"),
                    Arguments.of(way, "&level=HIGH", "level=HIGH"),
                    Arguments.of(way, "&ids=1&ids=-2", "ids=[1, -2]"),
                    Arguments.of(way, "&ids=5", "ids=[5]"),
                    Arguments.of(way, "&words=5&words=true", "words=[5, true]"),
                    Arguments.of(way, "&note=12", "note=Optional[12]"),
                    Arguments.of(way, "&note=a%20b%26%C3%A9+c", "note=Optional[a b&é c]"),
                    Arguments.of(
                        way, "&at=2024-01-31T13:45:00Z", "at=Optional[2024-01-31T13:45:00Z]"),
                    Arguments.of(
                        way,
                        "&range=%7B%22from%22:1,%22to%22:2%7D",
                        "range=Optional[Range[from=1, to=2]]"),
                    Arguments.of(way, "&weights=%7B%22a%22:1%7D", "weights={a=1}")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesHaveTheTypesThatTheServiceAsksFor(Way way, String more, String asked)
      throws Exception {
    Answer answer = doors.get(way, TYPED + more + "&format=csv&columns=asked&csv.header=false");
    assertThat(answer.text()).contains(asked);
    assertThat(answer.status()).isEqualTo(200);
  }

  static Stream<Arguments> faults() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(
                    Arguments.of(way, "&dya=1", "field \"dya\" is unknown (closest: day)", "dya"),
                    Arguments.of(way, "&count=4", "count must be an integer", "count"),
                    Arguments.of(way, "&ratio=x", "ratio must be a number, was \"x\"", "ratio"),
                    Arguments.of(way, "&maybe=1.5", "maybe must be an integer", "maybe"),
                    Arguments.of(way, "&flag=TRUE", "flag must be true or false", "flag"),
                    Arguments.of(way, "&ids=1&ids=x", "ids must be an array", "ids"),
                    Arguments.of(way, "&range=5", "range must be an object of from, to", "range"),
                    Arguments.of(way, "&param_type=test.rows", "so 'param_type' cannot", "")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatIsWrongIsNamed(Way way, String more, String message, String field) throws Exception {
    Answer answer = doors.get(way, TYPED + more);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error("code")).isEqualTo("INVALID_ARGUMENT");
    assertThat(answer.error("message")).contains(message);
    if (way == Way.IN_PROCESS && !field.isEmpty()) { // a Flight server tells the message only
      assertThat(answer.error("field")).isEqualTo(field);
    }
  }

  @ParameterizedTest
  @EnumSource
  void serviceNobodyKnowsNamesTheClosest(Way way) throws Exception {
    Answer answer = doors.get(way, "/fastflight/stream/test.rosw");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error("message")).contains("Closest registered: test.rows");
  }

  @ParameterizedTest
  @EnumSource
  void aliasIsANameToo(Way way) throws Exception {
    Answer answer = doors.get(way, "/fastflight/stream/tests.params.RowsParams?format=csv&rows=1");
    assertThat(answer.text()).isEqualTo("id\r\n0\r\n");
  }

  @ParameterizedTest
  @EnumSource
  void limitAndColumnsLeaveTheRestOut(Way way) throws Exception {
    assertThat(doors.get(way, ROWS + "1000000&limit=2").text()).isEqualTo("id\r\n0\r\n1\r\n");
    assertThat(doors.get(way, ROWS + "5&limit=0").text()).isEqualTo("id\r\n");
    String both = TYPED + "&format=csv&columns=again&columns=asked";
    assertThat(doors.get(way, both).text()).startsWith("again,asked\r\n");
    assertThat(doors.get(way, TYPED + "&format=csv&columns=again,asked").text())
        .startsWith("again,asked\r\n");
    Answer posted =
        doors.post(way, "/fastflight/stream?format=csv&limit=1", "{\"param_type\": \"test.rows\"}");
    assertThat(posted.text()).isEqualTo("id\r\n0\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=-1 | The row limit must be 0 or more, was -1.",
        "limit=x | The query parameter 'limit' must be a number, was 'x'.",
        "limit=1&limit=2 | The query parameter 'limit' is there 2 times. Send it once.",
        "columns=id,id | The column 'id' is asked for twice. Name each once.",
        "columns=no | The result has no column 'no'. Its columns are: id."
      })
  void whatCannotBeLeftOutIsSaid(String query, String message) throws Exception {
    for (Way way : Way.values()) {
      Answer answer = doors.get(way, ROWS + "5&" + query);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.error("message")).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @EnumSource
  void headOfAStreamHasItsHeadersAndReadsNoRow(Way way) throws Exception {
    Answer answer =
        doors.send(
            doors
                .request(way, ROWS + "1000000000&limit=5")
                .method("HEAD", BodyPublishers.noBody())
                .build());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("text/csv; charset=utf-8; header=present");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void queryOfAPostIsForTheAnswerOnly(Way way) throws Exception {
    Answer answer = doors.post(way, "/fastflight/stream?rows=5", "{\"param_type\": \"test.rows\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error("message"))
        .startsWith("The query has 'rows', which is none of format, limit, columns, codecs,");
  }

  @ParameterizedTest
  @CsvSource({"PUT, 'GET, HEAD'", "POST, 'GET, HEAD'", "DELETE, 'GET, HEAD'"})
  void otherMethodsAreRefusedWithThoseThereAre(String method, String allowed) throws Exception {
    for (String path :
        List.of(
            "/fastflight/stream/test.rows",
            "/fastflight/services",
            "/fastflight/services/test.rows",
            "/fastflight/health/live",
            "/fastflight/openapi.json",
            "/fastflight/docs")) {
      Answer answer =
          doors.send(
              doors.request(Way.IN_PROCESS, path).method(method, BodyPublishers.noBody()).build());
      assertThat(answer.status()).as(path).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo(allowed);
      assertThat(answer.error("code")).isEqualTo("UNIMPLEMENTED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void urlOfAnyLengthUpTo16KiBIsReadAndALongerOneRefused(Way way) throws Exception {
    String word = "x".repeat(1_000);
    String fits = TYPED + ("&words=" + word).repeat(14) + "&format=csv";
    assertThat(doors.get(way, fits).text()).contains(word);
    try (RawHttp http = new RawHttp(doors.server(way).port())) {
      List<String> head =
          http.send("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").head();
      assertThat(head)
          .startsWith("HTTP/1.1 414 Request-URI Too Long")
          .contains("content-type: application/json");
      assertThat(http.content()).contains("The URL is too long");
    }
  }
}
