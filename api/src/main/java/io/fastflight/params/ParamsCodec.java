package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ServiceNotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns params records into the bytes of a ticket, and ticket bytes into validated records.
 *
 * <p>A ticket is UTF-8 JSON: {@code {"param_type": "<name>", ...fields in snake_case}}. Where
 * {@code param_type} is absent, {@code type} is accepted in its place. A request can only name a
 * type this codec was built with: no field ever becomes a class name.
 *
 * <p><b>Threads:</b> immutable, used from any thread.
 */
public final class ParamsCodec {
  /** The longest ticket, in bytes: 256 KiB. Servers refuse longer ones, and clients send none. */
  public static final int MAX_TICKET_BYTES = 256 * 1024;

  static final String TYPE_FIELD = "param_type";
  static final String TYPE_FIELD_ALIAS = "type";
  static final String SLICE_FIELD = "_slice";
  static final String SNAPSHOT_FIELD = "_snapshot";
  static final String START_ROW_FIELD = "_start_row";

  /** What a component of a params record cannot be called. */
  static final Set<String> RESERVED_FIELDS =
      Set.of(TYPE_FIELD, SLICE_FIELD, SNAPSHOT_FIELD, START_ROW_FIELD, SealedResume.SEALED_FIELD);

  private final Map<String, ParamsType<?>> types;

  private ParamsCodec(Map<String, ParamsType<?>> types) {
    this.types = Map.copyOf(types);
  }

  /**
   * Creates a codec that can decode {@code types}, under their names and aliases.
   *
   * @throws IllegalArgumentException if two types share a name or an alias
   */
  public static ParamsCodec of(Collection<? extends ParamsType<?>> types) {
    Map<String, ParamsType<?>> byName = new HashMap<>();
    for (ParamsType<?> type : types) {
      for (String name : type.names()) {
        ParamsType<?> other = byName.putIfAbsent(name, type);
        if (other != null) {
          throw new IllegalArgumentException(
              "The name '%s' is used by both %s and %s. Give one of them another @WireName."
                  .formatted(name, owner(other), owner(type)));
        }
      }
    }
    return new ParamsCodec(byName);
  }

  private static String owner(ParamsType<?> type) {
    return type.recordClass() == DeclaredParams.class
        ? "the declared service " + type.name()
        : type.recordClass().getName();
  }

  /**
   * Returns {@code ticket} if it is not too long.
   *
   * @throws InvalidParamsException if it has more than {@link #MAX_TICKET_BYTES}
   */
  public static byte[] requireTicketSize(byte[] ticket) {
    if (ticket.length > MAX_TICKET_BYTES) {
      throw new InvalidParamsException(
          "The request has %s bytes; at most %s (256 KiB) are read. Send fewer or shorter values."
              .formatted(ticket.length, MAX_TICKET_BYTES));
    }
    return ticket;
  }

  /**
   * Reads a ticket.
   *
   * @throws InvalidParamsException if it is not JSON, or does not fit the record; the message lists
   *     every fault
   * @throws ServiceNotFoundException if it names no known type; the message lists the closest names
   */
  public TicketContent decode(byte[] json) {
    ObjectNode fields = StrictJson.readObject(requireNonNull(json, "json"));
    ParamsType<?> type = type(takeTypeName(fields));
    Optional<String> slice = takeSlice(fields);
    Optional<ResumePoint> resume = takeResumePoint(fields);
    return new TicketContent(type.bind(fields), slice, resume);
  }

  /**
   * Returns the type registered under {@code name}, which may be an alias.
   *
   * @throws ServiceNotFoundException if there is none; the message lists the closest names
   */
  public ParamsType<?> type(String name) {
    ParamsType<?> type = types.get(name);
    if (type != null) {
      return type;
    }
    List<String> closest = ClosestNames.to(name, new TreeSet<>(types.keySet()));
    String hint =
        closest.isEmpty()
            ? "List the services to see the names."
            : "Closest registered: " + String.join(", ", closest) + ".";
    throw new ServiceNotFoundException(
        "No data service for params %s. %s Check the name, or add the service to the ServiceRegistry before the server starts."
            .formatted(Faults.shown(name), hint));
  }

  /** Writes {@code params} as a ticket for the whole result. */
  public static byte[] encode(DataParams params) {
    return write(ParamsType.of(params).toJson(params));
  }

  /**
   * Writes {@code params} as a ticket for one slice, whose token the service will get back as it
   * is.
   */
  public static byte[] encode(DataParams params, String slice) {
    return write(ParamsType.of(params).toJson(params).put(SLICE_FIELD, slice));
  }

  /**
   * Writes a ticket for a caller that does not have the params record.
   *
   * @param name the wire name of the params type
   * @param fields JSON names to strings, numbers, booleans, lists, maps, {@code java.time} values
   *     or null
   * @throws InvalidParamsException if a value is something else; it names each
   */
  public static byte[] encode(String name, Map<String, ? extends @Nullable Object> fields) {
    ObjectNode json = StrictJson.MAPPER.createObjectNode().put(TYPE_FIELD, name);
    List<String> faults = new ArrayList<>();
    fields.forEach(
        (field, value) -> {
          try {
            json.set(field, StrictJson.MAPPER.valueToTree(value));
          } catch (IllegalArgumentException unwritable) { // in Jackson's words, which name no field
            faults.add(
                Faults.mustBe(
                    field,
                    "a string, number, boolean, list, map, java.time value or null, or be made of them",
                    value));
          }
        });
    if (!faults.isEmpty()) {
      throw new InvalidParamsException(String.valueOf(name), faults);
    }
    return write(json);
  }

  /**
   * Returns the ticket that reads a broken stream on.
   *
   * @param ticket of the stream that broke
   * @param snapshot as its server named it
   * @param startRow how many rows have been delivered
   * @throws InvalidParamsException if {@code ticket} is not one of ours
   */
  public static byte[] resumed(byte[] ticket, String snapshot, long startRow) {
    ObjectNode fields = StrictJson.readObject(ticket);
    fields.put(SNAPSHOT_FIELD, snapshot).put(START_ROW_FIELD, startRow);
    return write(fields);
  }

  static byte[] write(ObjectNode json) {
    try {
      return StrictJson.MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException impossible) {
      throw new InternalFaultException("The params could not be written as JSON.", impossible);
    }
  }

  /**
   * Returns the name in a ticket, of a type that need not be known here; nothing where there is
   * none, or the ticket cannot be read.
   */
  public static Optional<String> typeName(byte[] ticket) {
    try {
      return Optional.of(takeTypeName(StrictJson.readObject(ticket)));
    } catch (InvalidParamsException unreadable) {
      return Optional.empty();
    }
  }

  private static String takeTypeName(ObjectNode fields) {
    String field = fields.has(TYPE_FIELD) ? TYPE_FIELD : TYPE_FIELD_ALIAS;
    JsonNode name = fields.remove(field);
    if (name == null) {
      throw new InvalidParamsException(
          "The request has no 'param_type'. Name the service it is for: {\"param_type\": \"demo.echo\", ...}.");
    }
    if (!name.isTextual()) {
      throw new InvalidParamsException(
          Faults.mustBe("'" + field + "'", "the name of a service, as a string", name) + ".");
    }
    return name.textValue();
  }

  private static Optional<String> takeSlice(ObjectNode fields) {
    JsonNode slice = fields.remove(SLICE_FIELD);
    if (slice == null) {
      return Optional.empty();
    }
    if (!slice.isTextual()) {
      throw new InvalidParamsException(
          Faults.mustBe("'_slice'", "a token from GetFlightInfo, as a string", slice) + ".");
    }
    return Optional.of(slice.textValue());
  }

  private static Optional<ResumePoint> takeResumePoint(ObjectNode fields) {
    JsonNode snapshot = fields.remove(SNAPSHOT_FIELD);
    JsonNode startRow = fields.remove(START_ROW_FIELD);
    if (snapshot == null && startRow == null) {
      return Optional.empty();
    }
    if (snapshot == null || startRow == null) {
      throw new InvalidParamsException(
          "'_snapshot' and '_start_row' go together: send both, as the server named them, or neither.");
    }
    if (!snapshot.isTextual()) {
      throw new InvalidParamsException(
          Faults.mustBe("'_snapshot'", "what the server named, as a string", snapshot) + ".");
    }
    if (!startRow.isIntegralNumber() || !startRow.canConvertToLong() || startRow.longValue() < 0) {
      throw new InvalidParamsException(
          Faults.mustBe("'_start_row'", "how many rows were delivered, 0 or more", startRow) + ".");
    }
    try {
      return Optional.of(new ResumePoint(snapshot.textValue(), startRow.longValue()));
    } catch (IllegalArgumentException tooLong) {
      throw new InvalidParamsException("'_snapshot' is wrong: " + tooLong.getMessage());
    }
  }
}
