package io.fastflight.params;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fastflight.error.InvalidParamsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads, writes and describes params that are declared, in the words used for records. */
final class DeclaredBinder implements ParamsBinding<DeclaredParams> {
  /** A declared parameter, as a field of a request. */
  private static final class Field extends ParamsField {
    final DeclaredParameter parameter;

    Field(DeclaredParameter parameter) {
      super(
          parameter.name(),
          StrictJson.MAPPER.constructType(parameter.type().javaClass()),
          parameter.nullable(),
          parameter.defaultValue());
      this.parameter = parameter;
    }

    @Override
    String shape() {
      return parameter.shape();
    }
  }

  private final String name;
  private final List<Field> fields;
  private @Nullable ParamsType<DeclaredParams> type;

  DeclaredBinder(ParamsDeclaration declaration) {
    this.name = declaration.name();
    this.fields = declaration.parameters().stream().map(Field::new).toList();
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.jsonName())) {
        throw new IllegalArgumentException(
            "%s declares the parameter '%s' twice.".formatted(name, field.jsonName()));
      }
    }
  }

  /** Says whose params are read; an example is read before, and let go of. */
  void makeFor(ParamsType<DeclaredParams> type) {
    this.type = type;
  }

  @Override
  public List<Field> fields() {
    return fields;
  }

  @Override
  public DeclaredParams bind(ObjectNode sent) {
    List<String> faults = new ArrayList<>();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Field field : fields) {
      @Nullable JsonNode json = sent.remove(field.jsonName());
      @Nullable Object value = RequestFields.read(field, json, faults);
      values.put(field.jsonName(), value);
      if (value != null) {
        field.parameter.addFaults(value, faults);
      }
    }
    RequestFields.addUnknown(sent, fields, faults);
    if (!faults.isEmpty()) {
      throw new InvalidParamsException(name, RequestFields.firstOf(faults));
    }
    return new DeclaredParams(type(), values);
  }

  @Override
  public ObjectNode write(DeclaredParams params, ObjectNode json) {
    params
        .values()
        .forEach((field, value) -> json.set(field, StrictJson.MAPPER.valueToTree(value)));
    return json;
  }

  @Override
  public String jsonSchema() {
    return DeclaredSchema.of(name, fields.stream().map(field -> field.parameter).toList());
  }

  @Override
  public DeclaredParams sample() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Field field : fields) {
      List<String> faults = new ArrayList<>();
      @Nullable Object value =
          field.defaultValue().isPresent() ? RequestFields.read(field, null, faults) : null;
      values.put(field.jsonName(), value == null ? field.parameter.sample() : value);
    }
    return new DeclaredParams(type(), values);
  }

  private ParamsType<DeclaredParams> type() {
    if (type == null) {
      throw new IllegalStateException("The type of " + name + " is not made yet.");
    }
    return type;
  }
}
