package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fastflight.error.ErrorCode;
import io.fastflight.http.handler.HttpStatuses;
import io.fastflight.params.JsonText;
import io.fastflight.testkit.http.RawHttp;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description of all paths, against the rules of OpenAPI 3.1 and against the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private TwoDoors doors;
  private String text;
  private Map<String, Object> document;

  @BeforeAll
  void start(BufferAllocator allocator) throws Exception {
    doors =
        new TwoDoors(
            SampleServices.builder(new SlowService())
                .register(TypedService.Typed.class, new TypedService())
                .build(),
            allocator);
    text = doors.get(Way.IN_PROCESS, "/fastflight/openapi.json").text();
    document = JsonText.readObject(text);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  private static Map<?, ?> map(Object json, String... path) {
    Object at = json;
    for (String name : path) {
      at = ((Map<?, ?>) at).get(name);
    }
    return (Map<?, ?>) at;
  }

  /** The schema is the OpenAPI Initiative's own, under the Apache License 2.0. */
  @Test
  void documentIsValid() throws Exception {
    try (InputStream schema = OpenApiTest.class.getResourceAsStream("openapi-3.1-schema.json")) {
      String rules = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(SCHEMAS.getSchema(rules, InputFormat.JSON).validate(text, InputFormat.JSON))
          .isEmpty();
      String broken = text.replace("\"responses\":", "\"answers\":");
      assertThat(SCHEMAS.getSchema(rules, InputFormat.JSON).validate(broken, InputFormat.JSON))
          .isNotEmpty();
    }
  }

  @Test
  void documentIsTheSameThroughABridge() throws Exception {
    assertThat(doors.get(Way.BRIDGE, "/fastflight/openapi.json").text()).isEqualTo(text);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    Pattern.compile("\"\\$ref\":\"#/([^\"]+)\"")
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .forEach(path -> assertThat((Object) map(document, path.split("/"))).as(path).isNotNull());
    assertThat(text).contains("#/components/schemas/test.typed/$defs/");
  }

  @Test
  void everyOperationHasWhatSpeaksOfTheAnswer() {
    List<?> parameters =
        (List<?>) map(document, "paths", "/fastflight/stream", "post").get("parameters");
    assertThat(parameters.toString())
        .contains("format", "limit", "columns", "codecs", "csv.header", "csv.null", "csv.formulas");
  }

  @Test
  void everyServiceHasAnOperationWithItsParameters() {
    assertThat(map(document, "paths").keySet().toString())
        .contains("/fastflight/stream/test.rows", "/fastflight/stream/test.typed");
    List<?> parameters =
        (List<?>) map(document, "paths", "/fastflight/stream/test.typed", "get").get("parameters");
    Map<Object, Map<?, ?>> byName = new LinkedHashMap<>();
    parameters.forEach(parameter -> byName.put(map(parameter).get("name"), map(parameter)));
    assertThat(byName.keySet()).startsWith("day", "count", "ratio", "flag", "price");
    assertThat(byName.get("day").toString())
        .contains("in=query", "required=true", "format=date", "example=2024-02-29", "A day.");
    assertThat(byName.get("ratio").toString()).contains("required=false", "default=1.5");
  }

  @Test
  void everyCodeIsAStatusOfEachCallForData() {
    for (String path : List.of("/stream", "/stream/test.rows", "/services/{name}")) {
      Map<?, ?> operation =
          (Map<?, ?>) map(document, "paths", "/fastflight" + path).values().iterator().next();
      assertThat(map(operation, "responses").keySet().stream().map(String::valueOf))
          .as(path)
          .containsAll(
              Arrays.stream(ErrorCode.values())
                  .map(code -> String.valueOf(HttpStatuses.of(code)))
                  .toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | get  | /stream/test.typed | GET /fastflight/stream/test.typed?day=x HTTP/1.1~Host: localhost~~",
        "400 | get  | /services          | GET /fastflight/services HTTP/1.1~Host: localhost~Host: other~~",
        "404 | post | /stream            | POST /fastflight/stream HTTP/1.1~Host: localhost~Content-Length: 19~~{'param_type': 'x'}",
        "404 | get  | /services/{name}   | GET /fastflight/services/x HTTP/1.1~Host: localhost~~",
        "406 | get  | /stream/test.rows  | GET /fastflight/stream/test.rows HTTP/1.1~Host: localhost~Accept: image/png~~",
        "406 | post | /stream            | POST /fastflight/stream HTTP/1.1~Host: localhost~Accept: image/png~Content-Length: 2~~{}",
        "413 | post | /stream            | POST /fastflight/stream HTTP/1.1~Host: localhost~Content-Length: 999999~~",
        "414 | get  | /stream/test.rows  | GET /fastflight/stream/test.rows?x=LONG HTTP/1.1~Host: localhost~~",
        "415 | post | /stream            | POST /fastflight/stream HTTP/1.1~Host: localhost~Content-Type: text/csv~Content-Length: 2~~{}",
        "421 | get  | /health/live       | GET /fastflight/health/live HTTP/1.1~Host: example.org~~",
        "431 | get  | /health/live       | GET /fastflight/health/live HTTP/1.1~Host: localhost~X: LONG~~",
        "502 | post | /stream            | POST /fastflight/stream HTTP/1.1~Host: localhost~Content-Length: 32~~{'param_type': 'test.fail_open'}"
      })
  void aStatusThatACallIsToldIsNamed(int status, String method, String path, String request)
      throws Exception {
    String sent =
        request.replace("~", "\r\n").replace('\'', '"').replace("LONG", "x".repeat(20_000));
    try (RawHttp http = new RawHttp(doors.server(Way.IN_PROCESS).port())) {
      assertThat(http.send(sent).head().get(0)).startsWith("HTTP/1.1 " + status + " ");
      String failure = http.content();
      Map<?, ?> responses = map(document, "paths", "/fastflight" + path, method, "responses");
      String place = (String) map(responses, String.valueOf(status)).get("$ref");
      assertFits(place + "/content/application~1json/schema", failure);
    }
  }

  private void assertFits(String place, String json) {
    Map<String, Object> rules = new LinkedHashMap<>();
    rules.put("$ref", place);
    rules.put("components", document.get("components"));
    assertThat(
            SCHEMAS
                .getSchema(JsonText.write(rules), InputFormat.JSON)
                .validate(json, InputFormat.JSON))
        .as("%s, %s", place, json)
        .isEmpty();
  }

  @Test
  void examplesFitTheirSchemasAndWork() throws Exception {
    Map<?, ?> content =
        map(
            document,
            "paths",
            "/fastflight/stream",
            "post",
            "requestBody",
            "content",
            "application/json");
    Map<?, ?> examples = map(content, "examples");
    assertThat(new TreeSet<>(examples.keySet()).toString()).contains("test.rows", "test.typed");
    for (Object name : examples.keySet()) {
      String example = JsonText.write(map(examples, (String) name, "value"));
      assertFits("#/components/schemas/" + name, example);
    }
    String typed = JsonText.write(map(examples, "test.typed", "value"));
    assertThat(doors.post(Way.IN_PROCESS, "/fastflight/stream", typed).status()).isEqualTo(200);
  }
}
