package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.InternalFaultException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Describes one service to people and programs, as it travels in catalogues.
 *
 * @param name the wire name
 * @param aliases other names it answers to
 * @param description what it returns, in a sentence, or an empty text
 * @param serviceType the Java class of the service
 * @param parameters the JSON schema of a request
 * @param example the fields of a request that works
 * @param limits what one of its streams may cost
 * @param resumable whether a stream that breaks can be read on
 */
public record ServiceDescription(
    String name,
    List<String> aliases,
    String description,
    String serviceType,
    Map<String, Object> parameters,
    Optional<Map<String, Object>> example,
    ServiceLimits limits,
    boolean resumable) {

  /** Copies the list. */
  public ServiceDescription {
    aliases = List.copyOf(aliases);
  }

  /** Returns the JSON of this description, one object on one line. */
  public String toJson() {
    return JsonText.write(toMap());
  }

  /** Returns the fields of the JSON, in order. */
  public Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("aliases", aliases);
    fields.put("description", description);
    fields.put("service_type", serviceType);
    fields.put("parameters", parameters);
    example.ifPresent(shown -> fields.put("example", shown));
    if (!limits.toMap().isEmpty()) {
      fields.put("limits", limits.toMap());
    }
    fields.put("resumable", resumable);
    return fields;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws InternalFaultException if it is something else
   */
  @SuppressWarnings("unchecked") // each cast is of a JSON object or array, whose keys are strings
  public static ServiceDescription fromJson(byte[] json) {
    try {
      Map<String, Object> fields = JsonText.readObject(json);
      return new ServiceDescription(
          (String) requireNonNull(fields.get("name")),
          (List<String>) requireNonNull(fields.get("aliases")),
          (String) requireNonNull(fields.get("description")),
          (String) requireNonNull(fields.get("service_type")),
          (Map<String, Object>) requireNonNull(fields.get("parameters")),
          Optional.ofNullable((Map<String, Object>) fields.get("example")),
          ServiceLimits.fromMap((Map<String, Object>) fields.getOrDefault("limits", Map.of())),
          Boolean.TRUE.equals(fields.get("resumable")));
    } catch (ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | InvalidParamsException foreign) {
      throw new InternalFaultException(
          "The server's description of a service is not FastFlight's.", foreign);
    }
  }
}
