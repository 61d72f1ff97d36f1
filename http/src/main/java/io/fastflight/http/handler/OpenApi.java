package io.fastflight.http.handler;

import io.fastflight.http.format.ResultFormat;
import io.fastflight.service.ServiceDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the description of all paths, with one operation for each service.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1</a>
 */
final class OpenApi {
  private static final String COMPONENTS = "#/components/";

  private final String prefix;
  private final List<ResultFormat> formats;

  OpenApi(String prefix, List<ResultFormat> formats) {
    this.prefix = prefix;
    this.formats = formats;
  }

  Map<String, Object> document(List<ServiceDescription> services) {
    Map<String, Object> paths = new LinkedHashMap<>();
    services.forEach(
        service -> paths.put(prefix + "/stream/" + service.name(), Map.of("get", get(service))));
    if (!services.isEmpty()) {
      paths.put(prefix + "/stream", Map.of("post", post(services)));
    }
    catalogue("/services", "The services, by name.", "listServices", paths);
    catalogue(
        "/registered_data_types",
        "The services as FastFlight for Python lists them.",
        "listDataTypes",
        paths);
    catalogue("/health/live", "Whether the server runs.", "live", paths);
    catalogue("/health/ready", "Whether a service can answer.", "ready", paths);
    paths.put(prefix + "/services/{name}", Map.of("get", describe()));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        fields(
            "title",
            "FastFlight",
            "version",
            "1",
            "description",
            "Every service as Arrow, JSON, CSV and more. GET with the fields of a request in the query, or POST it as JSON."));
    document.put("paths", paths);
    document.put("components", components(services));
    return document;
  }

  private void catalogue(String path, String summary, String id, Map<String, Object> paths) {
    Map<String, Object> operation =
        fields("operationId", id, "summary", summary, "tags", List.of("catalogue"));
    operation.put("responses", fields("200", json("As the summary says."), "default", failure()));
    paths.put(prefix + path, Map.of("get", operation));
  }

  private static Map<String, Object> describe() {
    Map<String, Object> operation =
        fields(
            "operationId",
            "describeService",
            "summary",
            "One service: parameters, schema, limits, example.",
            "tags",
            List.of("catalogue"));
    Map<String, Object> name =
        fields("name", "name", "in", "path", "required", true, "schema", Map.of("type", "string"));
    operation.put("parameters", List.of(name));
    operation.put("responses", fields("200", json("The service."), "default", failure()));
    return operation;
  }

  private Map<String, Object> get(ServiceDescription service) {
    Map<String, Object> operation = operation(service.name(), service);
    List<Object> parameters = new ArrayList<>();
    Map<String, Object> schema = embedded(service);
    List<String> required = CatalogueAnswers.required(service);
    Map<String, Object> example = CatalogueAnswers.example(service).orElse(Map.of());
    FieldTypes.object(schema.get("properties"))
        .forEach(
            (name, property) -> {
              if (!StreamEndpoint.RESERVED.contains(name)) {
                Map<String, Object> parameter =
                    fields(
                        "name",
                        name,
                        "in",
                        "query",
                        "required",
                        required.contains(name),
                        "schema",
                        property);
                if (FieldTypes.object(property).get("description") instanceof String text) {
                  parameter.put("description", text);
                }
                if (example.containsKey(name)) {
                  parameter.put("example", example.get(name));
                }
                parameters.add(parameter);
              }
            });
    for (String name : List.of("format", "limit", "columns", "codecs")) {
      parameters.add(Map.of("$ref", COMPONENTS + "parameters/" + name));
    }
    operation.put("parameters", parameters);
    operation.put("responses", results());
    return operation;
  }

  private static Map<String, Object> operation(String id, ServiceDescription service) {
    Map<String, Object> operation = fields("operationId", "stream." + id);
    operation.put(
        "summary", service.description().isEmpty() ? service.name() : service.description());
    operation.put("tags", List.of("services"));
    return operation;
  }

  private Map<String, Object> post(List<ServiceDescription> services) {
    Map<String, Object> operation =
        fields(
            "operationId",
            "stream",
            "summary",
            "Any service, with the request as JSON.",
            "tags",
            List.of("services"));
    Map<String, Object> examples = new LinkedHashMap<>();
    List<Object> variants = new ArrayList<>();
    for (ServiceDescription service : services) {
      variants.add(Map.of("$ref", COMPONENTS + "schemas/" + service.name()));
      CatalogueAnswers.example(service)
          .ifPresent(shown -> examples.put(service.name(), Map.of("value", shown)));
    }
    Map<String, Object> content = fields("schema", Map.of("oneOf", variants), "examples", examples);
    operation.put(
        "parameters",
        List.of(
            Map.of("$ref", COMPONENTS + "parameters/format"),
            Map.of("$ref", COMPONENTS + "parameters/limit"),
            Map.of("$ref", COMPONENTS + "parameters/columns"),
            Map.of("$ref", COMPONENTS + "parameters/codecs")));
    operation.put(
        "requestBody", fields("required", true, "content", Map.of("application/json", content)));
    operation.put("responses", results());
    return operation;
  }

  private Map<String, Object> results() {
    Map<String, Object> content = new LinkedHashMap<>();
    formats.forEach(format -> content.put(format.mediaType(), Map.of()));
    Map<String, Object> ok =
        fields(
            "description",
            "The rows. The trailer fastflight-rows says that they are all.",
            "content",
            content);
    return fields("200", ok, "default", failure());
  }

  private static Map<String, Object> failure() {
    return Map.of("$ref", COMPONENTS + "responses/failure");
  }

  private static Map<String, Object> json(String description) {
    return fields(
        "description",
        description,
        "content",
        Map.of("application/json", Map.of("schema", Map.of())));
  }

  private Map<String, Object> components(List<ServiceDescription> services) {
    Map<String, Object> schemas = new LinkedHashMap<>();
    services.forEach(
        service -> schemas.put(service.name(), moved(service.parameters(), service.name())));
    Map<String, Object> text = Map.of("type", "string");
    Map<String, Object> error =
        fields("type", "object", "required", List.of("code", "message", "retryable"));
    error.put(
        "properties",
        fields(
            "code", text, "message", text, "retryable", Map.of("type", "boolean"), "field", text));
    Map<String, Object> whole =
        fields(
            "type", "object", "required", List.of("error"), "properties", Map.of("error", error));
    Map<String, Object> failure =
        fields(
            "description",
            "What failed, and what to do.",
            "content",
            Map.of("application/json", Map.of("schema", whole)));
    return fields(
        "schemas", schemas, "parameters", parameters(), "responses", Map.of("failure", failure));
  }

  private Map<String, Object> parameters() {
    List<String> names = formats.stream().map(ResultFormat::name).toList();
    return fields(
        "format",
            query(
                "format",
                "The format, in place of the header Accept.",
                fields("type", "string", "enum", names)),
        "limit", query("limit", "At most so many rows.", fields("type", "integer", "minimum", 0)),
        "columns", query("columns", "Some columns, with commas between.", fields("type", "string")),
        "codecs",
            query(
                "codecs",
                "How Arrow is compressed.",
                fields("type", "string", "enum", List.of("none", "lz4", "zstd"))));
  }

  private static Map<String, Object> query(String name, String description, Object schema) {
    return fields("name", name, "in", "query", "description", description, "schema", schema);
  }

  private static Map<String, Object> embedded(ServiceDescription service) {
    return FieldTypes.object(moved(CatalogueAnswers.parameters(service), service.name()));
  }

  /** Returns JSON whose references within a service's schema lead to where the document has it. */
  private static Object moved(Object json, String name) {
    if (json instanceof Map<?, ?> map) {
      Map<String, Object> fields = new LinkedHashMap<>();
      map.forEach(
          (key, value) ->
              fields.put(
                  String.valueOf(key),
                  key.equals("$ref")
                      ? String.valueOf(value)
                          .replace("#/$defs/", COMPONENTS + "schemas/" + name + "/$defs/")
                      : moved(value, name)));
      return fields;
    }
    return json instanceof Collection<?> entries
        ? entries.stream().map(entry -> moved(entry, name)).toList()
        : json;
  }

  /** Returns a map of names and values in turn, in this order. */
  private static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
