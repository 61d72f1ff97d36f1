package io.fastflight.http.handler;

import io.fastflight.error.FastFlightException;
import io.fastflight.http.format.ResultFormat;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Says what services there are.
 *
 * <p><b>Threads:</b> any; every method may block until the source has answered.
 */
final class CatalogueAnswers {
  static final String TYPE_FIELD = "param_type";

  private final StreamSource source;
  private final List<ResultFormat> formats;
  private final Optional<String> flight;

  /**
   * Creates the answers for one caller.
   *
   * @param source as the caller sees it
   * @param flight where the same services are served over Flight, if that is told
   */
  CatalogueAnswers(StreamSource source, List<ResultFormat> formats, Optional<String> flight) {
    this.source = source;
    this.formats = formats;
    this.flight = flight;
  }

  /** Lists the services as the first FastFlight does, whose clients read these two fields. */
  List<Map<String, Object>> registeredDataTypes() {
    List<Map<String, Object>> listed = new ArrayList<>();
    for (ServiceDescription service : source.services()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("params_type", service.name());
      fields.put("service_type", service.serviceType());
      listed.add(fields);
    }
    return listed;
  }

  /** Lists the services by name. */
  Map<String, Object> services() {
    List<Map<String, Object>> listed = new ArrayList<>();
    for (ServiceDescription service : sorted()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", service.name());
      if (!service.description().isEmpty()) {
        fields.put("description", service.description());
      }
      fields.put("resumable", service.resumable());
      listed.add(fields);
    }
    return Map.of("services", listed);
  }

  List<ServiceDescription> sorted() {
    return source.services().stream()
        .sorted(Comparator.comparing(ServiceDescription::name))
        .toList();
  }

  /** Describes one service. */
  Map<String, Object> service(String name) {
    ServiceDescription service = source.describe(name);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", service.name());
    fields.put("aliases", service.aliases());
    fields.put("description", service.description());
    fields.put("parameters", parameters(service));
    Optional<Map<String, Object>> example = example(service);
    example.flatMap(this::schema).ifPresent(schema -> fields.put("schema", fields(schema)));
    fields.put("limits", service.limits().toMap());
    fields.put("resumable", service.resumable());
    example.ifPresent(shown -> fields.put("example", shown));
    flight.ifPresent(location -> fields.put("flight", Map.of("location", location)));
    fields.put("formats", formats.stream().map(CatalogueAnswers::format).toList());
    return fields;
  }

  private static Map<String, Object> format(ResultFormat format) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", format.name());
    fields.put("mediaType", format.mediaType());
    return fields;
  }

  /** Returns the JSON schema of the params without their type, which the path says. */
  static Map<String, Object> parameters(ServiceDescription service) {
    Map<String, Object> schema = new LinkedHashMap<>(service.parameters());
    Map<String, Object> properties = FieldTypes.object(schema.get("properties"));
    properties.remove(TYPE_FIELD);
    schema.put("properties", properties);
    schema.put("required", required(service));
    return schema;
  }

  /** Returns the names of the fields that have no default. */
  static List<String> required(ServiceDescription service) {
    return service.parameters().get("required") instanceof Collection<?> names
        ? names.stream().map(String::valueOf).filter(name -> !name.equals(TYPE_FIELD)).toList()
        : List.of();
  }

  /** Returns a whole request that works, if there is one that is known to. */
  static Optional<Map<String, Object>> example(ServiceDescription service) {
    return service
        .example()
        .or(() -> required(service).isEmpty() ? Optional.of(Map.of()) : Optional.empty())
        .map(
            shown -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put(TYPE_FIELD, service.name());
              fields.putAll(shown);
              return fields;
            });
  }

  /** Returns the schema of a request's result, or nothing where its service cannot say. */
  private Optional<Schema> schema(Map<String, Object> request) {
    Map<String, Object> fields = new LinkedHashMap<>(request);
    String name = String.valueOf(fields.remove(TYPE_FIELD));
    try {
      return Optional.of(source.schema(StreamRequest.of(ParamsCodec.encode(name, fields))));
    } catch (FastFlightException unknown) {
      return Optional.empty(); // a catalogue is worth more than its missing part
    }
  }

  private static Map<String, Object> fields(Schema schema) {
    return Map.of("fields", schema.getFields().stream().map(CatalogueAnswers::field).toList());
  }

  private static Map<String, Object> field(Field field) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", field.getName());
    shown.put("type", field.getType().toString());
    shown.put("nullable", field.isNullable());
    shown.put("children", field.getChildren().stream().map(CatalogueAnswers::field).toList());
    return shown;
  }
}
