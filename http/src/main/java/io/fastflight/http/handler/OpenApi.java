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
    catalogue("/health/ready", "Whether a service can answer.", "ready", paths);
    paths.put(
        prefix + "/health/live",
        Map.of(
            "get",
            asked("live", "Whether the server runs.", json("It runs."), OpenApiFailures.ofAll())));
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
        asked(id, summary, json("As the summary says."), OpenApiFailures.ofCalls());
    paths.put(prefix + path, Map.of("get", operation));
  }

  private static Map<String, Object> asked(
      String id, String summary, Map<String, Object> answer, Map<String, Object> failures) {
    Map<String, Object> operation =
        fields("operationId", id, "summary", summary, "tags", List.of("catalogue"));
    operation.put("responses", responses(answer, failures));
    return operation;
  }

  private static Map<String, Object> describe() {
    Map<String, Object> operation =
        asked(
            "describeService",
            "One service: parameters, schema, limits, example.",
            json("The service."),
            OpenApiFailures.ofCalls());
    Map<String, Object> name =
        fields("name", "name", "in", "path", "required", true, "schema", Map.of("type", "string"));
    operation.put("parameters", List.of(name));
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
    parameters.addAll(ofAnswers());
    operation.put("parameters", parameters);
    operation.put("responses", results(HttpStatuses.NOT_ACCEPTABLE));
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
    operation.put("parameters", ofAnswers());
    operation.put(
        "requestBody", fields("required", true, "content", Map.of("application/json", content)));
    operation.put(
        "responses", results(HttpStatuses.NOT_ACCEPTABLE, HttpStatuses.UNSUPPORTED_MEDIA_TYPE));
    return operation;
  }

  /** Returns the parameters that speak of the answer, the same for every service. */
  private static List<Map<String, Object>> ofAnswers() {
    return StreamEndpoint.RESERVED.stream()
        .map(name -> Map.<String, Object>of("$ref", COMPONENTS + "parameters/" + name))
        .toList();
  }

  private Map<String, Object> results(Integer... failures) {
    Map<String, Object> content = new LinkedHashMap<>();
    formats.forEach(format -> content.put(format.mediaType(), Map.of()));
    Map<String, Object> ok =
        fields(
            "description",
            "The rows. The trailer fastflight-rows says that they are all.",
            "content",
            content);
    return responses(ok, OpenApiFailures.ofCalls(failures));
  }

  private static Map<String, Object> responses(
      Map<String, Object> ok, Map<String, Object> failures) {
    Map<String, Object> responses = fields("200", ok);
    responses.putAll(failures);
    return responses;
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
    return fields(
        "schemas", schemas, "parameters", parameters(), "responses", OpenApiFailures.components());
  }

  private Map<String, Object> parameters() {
    List<String> names = formats.stream().map(ResultFormat::name).toList();
    return fields(
        "format",
        query(
            "format",
            "The format, in place of the header Accept.",
            fields("type", "string", "enum", names)),
        "limit",
        query("limit", "At most so many rows.", fields("type", "integer", "minimum", 0)),
        "columns",
        query("columns", "Some columns, with commas between.", fields("type", "string")),
        "codecs",
        query(
            "codecs",
            "How Arrow is compressed.",
            fields("type", "string", "enum", List.of("none", "lz4", "zstd"))),
        Negotiation.CSV_HEADER,
        query(
            Negotiation.CSV_HEADER,
            "Whether the first line of CSV names the columns.",
            fields("type", "boolean", "default", true)),
        Negotiation.CSV_NULL,
        query(
            Negotiation.CSV_NULL,
            "What stands for null in CSV; an empty field by default.",
            fields("type", "string")),
        Negotiation.CSV_FORMULAS,
        query(
            Negotiation.CSV_FORMULAS,
            "Whether texts that a spreadsheet would run get a ' in front in CSV.",
            fields("type", "string", "enum", List.of("keep", "escape"), "default", "keep")));
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
