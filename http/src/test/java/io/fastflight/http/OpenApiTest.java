package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fastflight.params.JsonText;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
      Map<String, Object> own = new LinkedHashMap<>();
      own.put("$ref", "#/components/schemas/" + name);
      own.put("components", document.get("components"));
      assertThat(
              SCHEMAS
                  .getSchema(JsonText.write(own), InputFormat.JSON)
                  .validate(example, InputFormat.JSON))
          .as("%s", name)
          .isEmpty();
    }
    String typed = JsonText.write(map(examples, "test.typed", "value"));
    assertThat(doors.post(Way.IN_PROCESS, "/fastflight/stream", typed).status()).isEqualTo(200);
  }
}
